# The scripts follow all rules of PSScriptAnalyzer except these. tests/Pester/Conventions.Tests.ps1 runs it.
@{
    ExcludeRules = @(
        # Ignores uses of a parameter in functions and script blocks.
        'PSReviewUnusedParameter'
    )
    Rules        = @{
        PSAvoidUsingPositionalParameters = @{
            # Passes its arguments to dotnet.
            CommandAllowList = 'Invoke-DotNet'
        }
    }
}
