"""Forms that people define in a spreadsheet: XLSForm and the XForm that is made of it, with what Muster asks beside it.

XLSForm: https://xlsform.org/en/ref-table/; XForm: https://getodk.github.io/xforms-spec/.
"""
