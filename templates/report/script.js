{% include "report/script/search.js" %}
{% include "report/script/tables.js" %}
