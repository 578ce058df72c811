# The tests, and what they share, are held to all rules of PSScriptAnalyzer but these.
@{
    ExcludeRules = @(
        # Does not see that a parameter is used inside a function or a script block of its script.
        'PSReviewUnusedParameter'

        # What a BeforeAll or a BeforeEach sets is read by the tests, and what a module exports by who imports it. The rule sees neither.
        'PSUseDeclaredVarsMoreThanAssignments'

        # The suite's own Start, Stop and Reset act on the suite's own servers: there is nobody to ask.
        'PSUseShouldProcessForStateChangingFunctions'

        # Tests read like the manual, which has commands as they are typed at a prompt.
        'PSAvoidUsingPositionalParameters'

        # The keys of the tests are nobody's.
        'PSAvoidUsingConvertToSecureStringWithPlainText'

        # A pipeline may be a row of a test's table.
        'PSAvoidUsingInvokeExpression'

        # What a test counted is said beside Pester's own lines, which are written like this too.
        'PSAvoidUsingWriteHost'
    )
}
