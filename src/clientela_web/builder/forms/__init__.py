"""The forms of rules: every node of the rule language as controls, and posted controls as nodes again.

`FORMS` is the one table, a row a node: its parts, each of which draws itself and reads itself back.
"""

from clientela_web.builder.forms.conditions import CONDITION_FORMS
from clientela_web.builder.forms.desk import Desk, Place
from clientela_web.builder.forms.form import FORMS, Form, drawn, form_of, read_node
from clientela_web.builder.forms.posted import Posted
from clientela_web.builder.forms.times import TIME_FORMS
from clientela_web.builder.forms.values import VALUE_FORMS

for _form in (*TIME_FORMS, *VALUE_FORMS, *CONDITION_FORMS):
    FORMS[_form.node] = _form

__all__ = ["FORMS", "Desk", "Form", "Place", "Posted", "drawn", "form_of", "read_node"]
