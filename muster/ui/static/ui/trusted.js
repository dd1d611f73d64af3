// The one policy of trusted types: htmx puts markup of our own server into pages; nothing makes a script from a text.
"use strict";

window.trustedTypes?.createPolicy("default", { createHTML: (markup) => markup });
