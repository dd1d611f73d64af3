"""How form fields are drawn: label, control, help, errors beside the field and summed up on top."""

from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
