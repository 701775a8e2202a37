"""Random workspaces: described, generated, written, and made smaller when they show a disagreement."""
