// Names of properties that the build shortens (tools/build.cjs). A name belongs here only if it is never a name of Node's,
// of a library, of JSON, of the environment or of the state that is saved for the job's end, and never stands in a string.

const words = (text) => text.trim().split(/\s+/);

/** Of our own types. */
exports.ofOurs = words(`
  advice reasons reveal explain setting secrets applicationCredential canBeUnscoped counting wanting
  tell impliedBy refusals lifetime identityProvider syntax
  remaining patience byUser issuedAt deadline accessRules hasOwnScope interfaces authMethod factorSecrets tokenVariable
  counterparts fitsNoRule cloudsYaml publicClouds isWorkspaces unwanted warnings inWorkspace
  agencyScope authUrl s3Endpoint allowedProjectIds passwordExpiresAt exchangeable perhaps narrowing remembering
  objectStore minimumLifetime takeBack isScoped deeper expiryWarning described inPassing allowedRoles
  sessionToken secretKey accessKey failed stage tried retryAfter suggestedBy measured attempts apart outcome byScope
  gaveUp delayed finishes peek chance spoil variables
`);

/** Of js-yaml's insides: what goes to it and what comes from it has other names. */
exports.ofJsYaml = words(`
  position input lineIndent tagStart anchorStart tagEnd anchorEnd valueStart valueEnd firstTabInLine lineStart events
  style tagName matchByTagPrefix tagHandlers nodeKind implicitFirstChars frames directives finalize eventsLength
  overridable keyPosition hasKey filename defaultScalarTag carrierIsResult nodeTags maxTotalMergeKeys totalMergeKeys
  keyIsMerge isValueFinal implicitScalarByFirstChar implicitScalarAnyFirstChar implicitScalarTags
  resolveImplicitScalarTag lookupScalarTag lookupSequenceTag lookupMappingTag defaultSequenceTag defaultMappingTag
  eventIndex aliasCount addItem addPair hasValue explicitEnd explicitStart throwAt implicit anchors breaks documents
  chomping PLAIN SINGLE_QUOTED DOUBLE_QUOTED LITERAL_BLOCK FOLDED_BLOCK DOCUMENT SEQUENCE MAPPING SCALAR ALIAS POP
  CLIP STRIP KEEP BLOCK FLOW fast
`);
