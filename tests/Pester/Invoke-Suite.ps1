<#
.SYNOPSIS
    Runs the Pester suite and writes what became of each test to a JSON file. `dotnet test` calls it.
.DESCRIPTION
    At a prompt, after `dotnet build`, `Invoke-Pester tests/Pester` does as well.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ResultPath
)

$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'

if (-not (Get-Module Pester -ListAvailable | Where-Object Version -ge '5.0')) {
    @{ WhyNot = 'PowerShell has no Pester 5 (Install-PSResource Pester).' } | ConvertTo-Json | Set-Content $ResultPath
    return
}

Import-Module Pester -MinimumVersion 5.0
$run = Invoke-Pester -Configuration @{
    Run    = @{ Path = $PSScriptRoot; PassThru = $true }
    Output = @{ Verbosity = 'Detailed'; RenderMode = 'PlainText' }
}

# What fails outside a test, in discovery or in a BeforeAll, fails its container or block: a row of its own.
$broken = @($run.Containers) + @($run.FailedBlocks) | Where-Object { $_ -and $_.Result -eq 'Failed' -and $_.ErrorRecord } | ForEach-Object {
    @{ Name = "$_"; Result = 'Failed'; Words = ($_.ErrorRecord | Out-String) }
}
$tests = foreach ($test in $run.Tests) {
    @{ Name = $test.ExpandedPath; Result = $test.Result; Words = ($test.ErrorRecord | Out-String).Trim() }
}
@{ Tests = @($tests) + @($broken) | Where-Object { $_ } } | ConvertTo-Json -Depth 4 | Set-Content $ResultPath
