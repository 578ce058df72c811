<#
.SYNOPSIS
    Runs commands in sequence, as at a prompt, and writes their formatted output.
.DESCRIPTION
    Runs in its own process. docs/Update-Tour.ps1 and tests/Pester/Guides.Tests.ps1 read its output. An entry is one or more commands. The output of
    an entry is between two lines that begin with U+001E: the first has the number of the entry, the second its number of errors.
.PARAMETER SessionPath
    A JSON file with an array of entries.
.PARAMETER SessionWidth
    The width of the output in columns.
.PARAMETER Rendering
    Whether the output contains colors.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $SessionPath,
    [int] $SessionWidth = 100,
    [ValidateSet('Ansi', 'PlainText')] [string] $Rendering = 'PlainText'
)

# The commands run in this scope, as at a prompt. Its variables have the prefix 'session', so that they do not conflict.
$PSStyle.OutputRendering = $Rendering
$ProgressPreference = 'SilentlyContinue'
$sessionErrors = @{ Count = 0 }

# Adds the prefix and the color with which a host writes warnings and verbose messages.
function Format-SessionRecord {
    process {
        $style = $PSStyle.Formatting
        if ($_ -is [Management.Automation.ErrorRecord]) { $sessionErrors.Count++ ; ($_ | Out-String -Width $SessionWidth).TrimEnd() }
        elseif ($_ -is [Management.Automation.WarningRecord]) { "$($style.Warning)WARNING: $_$($PSStyle.Reset)" }
        elseif ($_ -is [Management.Automation.VerboseRecord]) { "$($style.Verbose)VERBOSE: $_$($PSStyle.Reset)" }
        else { $_ }
    }
}

$sessionNumber = 0
foreach ($sessionEntry in Get-Content $SessionPath -Raw | ConvertFrom-Json) {
    $sessionErrors.Count = 0
    "$([char]30)entry $sessionNumber"
    foreach ($sessionStatement in [Management.Automation.Language.Parser]::ParseInput($sessionEntry, [ref]$null, [ref]$null).EndBlock.Statements) {
        try {
            . ([scriptblock]::Create($sessionStatement.Extent.Text)) *>&1 | Format-SessionRecord | Out-String -Stream -Width $SessionWidth
        } catch {
            $_ | Format-SessionRecord
        }
    }
    "$([char]30)errors $($sessionErrors.Count)"
    $sessionNumber++
}
