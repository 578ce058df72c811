# The tests follow all rules of PSScriptAnalyzer except these.
@{
    ExcludeRules = @(
        # Ignores uses of a parameter in functions and script blocks.
        'PSReviewUnusedParameter'

        # Ignores uses of variables that BeforeAll or BeforeEach sets, or that a module exports.
        'PSUseDeclaredVarsMoreThanAssignments'

        # Start, Stop and Reset functions of the suite act only on its own servers and need no confirmation.
        'PSUseShouldProcessForStateChangingFunctions'

        # Tests use commands as they are typed at a prompt.
        'PSAvoidUsingPositionalParameters'

        # The keys in the tests are fake.
        'PSAvoidUsingConvertToSecureStringWithPlainText'

        # Pipelines can be test cases.
        'PSAvoidUsingInvokeExpression'

        # Counts are written between Pester's own lines, which also use Write-Host.
        'PSAvoidUsingWriteHost'
    )
}
