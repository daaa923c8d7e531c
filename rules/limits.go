package rules

// Limits keep a faulty or hostile rules folder from eating memory or time. Each
// is said in words where it is passed.
const (
	maxRuleFile   = 1 << 20  // bytes of one rule file
	maxReference  = 64 << 20 // bytes of one reference CSV
	maxRuleFiles  = 500      // rule files in a folder
	maxExtends    = 20       // rule sets that extend one another in a row
	maxDepth      = 40       // nesting of a rule file
	maxNodes      = 200_000  // values of a rule file, aliases counted as what they stand for
	maxFields     = 2000     // fields of a return
	maxRules      = 2000     // row rules, and table rules, of a return
	maxMeasures   = 1000     // measures of a return, hidden ones included
	maxGroups     = 10_000   // groups of a measure that several fields make
	maxDecimals   = 18       // places of a number field
	maxTextLength = 1 << 20  // minLength, maxLength

	maxFaults      = 1000 // faults of one file that are shown
	maxSuggestions = 100  // faults of one file for which a near name is looked for
)
