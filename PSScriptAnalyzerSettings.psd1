# What PSScriptAnalyzer holds the project's scripts to: all its rules, but for these. tests/Pester/Conventions.Tests.ps1 runs it.
@{
    ExcludeRules = @(
        # Does not see that a parameter is used inside a function or a script block of its script.
        'PSReviewUnusedParameter'
    )
    Rules        = @{
        PSAvoidUsingPositionalParameters = @{
            # Hands its arguments on as they are.
            CommandAllowList = 'Invoke-DotNet'
        }
    }
}
