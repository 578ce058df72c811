<#
.SYNOPSIS
    Runs test files that no other process of the same run has started. `dotnet test` starts several of these.
.DESCRIPTION
    A process claims a file by creating its result file, which later has the result of each test as JSON.
    At a prompt, after `dotnet build`, `Invoke-Pester tests/Pester` runs all files in one process.
.PARAMETER ResultPath
    The folder of the result files. It is shared by the processes of a run.
.PARAMETER PesterPath
    The folder of the Pester module.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ResultPath,
    [Parameter(Mandatory)] [string] $PesterPath
)

$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'
Import-Module (Join-Path $PesterPath Pester.psd1)

# The longest files first, so that all processes complete at about the same time.
$longest = 'Guides', 'Package', 'Help', 'Ledger', 'Documents', 'Conventions' | ForEach-Object { "$_.Tests.ps1" }
$files = Get-ChildItem $PSScriptRoot -Filter *.Tests.ps1 | Sort-Object { $index = $longest.IndexOf($_.Name); $index -lt 0 ? $longest.Count : $index }, Name

$environment = [Environment]::GetEnvironmentVariables()
foreach ($file in $files) {
    $path = Join-Path $ResultPath "$($file.Name).json"
    try { [IO.File]::Open($path, 'CreateNew').Dispose() } catch [IO.IOException] { continue }

    $run = Invoke-Pester -Configuration @{
        Run    = @{ Path = $file.FullName; PassThru = $true }
        Output = @{ Verbosity = 'Detailed'; RenderMode = 'PlainText' }
    }

    # An error outside a test, in discovery or in a BeforeAll, fails its container or block. It is reported as a test.
    $broken = @($run.Containers) + @($run.FailedBlocks) | Where-Object { $_ -and $_.Result -eq 'Failed' -and $_.ErrorRecord } | ForEach-Object {
        @{ Name = "$_"; Result = 'Failed'; Message = ($_.ErrorRecord | Out-String) }
    }
    $tests = foreach ($test in $run.Tests) {
        $message = $test.Result -eq 'Failed' ? ($test.ErrorRecord | Out-String).Trim() : "$($test.ErrorRecord)"
        @{ Name = $test.ExpandedPath; Result = $test.Result; Message = $message }
    }
    @($tests) + @($broken) | Where-Object { $_ } | ConvertTo-Json -Depth 4 -AsArray | Set-Content $path

    # The next file starts with the environment of the first.
    foreach ($name in [Environment]::GetEnvironmentVariables().Keys | Where-Object { -not $environment.Contains($_) }) { [Environment]::SetEnvironmentVariable($name, $null) }
    foreach ($name in $environment.Keys) { [Environment]::SetEnvironmentVariable($name, $environment[$name]) }
}
