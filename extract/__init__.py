"""Pages to facts: rules as data, number and date grammars, the spaCy pipeline, consolidation into figures. Pure."""
