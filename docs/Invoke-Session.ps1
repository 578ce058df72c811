<#
.SYNOPSIS
    Runs commands one after another, as a person at a prompt does, and writes what the screen shows of each.
.DESCRIPTION
    Runs in a process of its own, whose output the caller reads: docs/Update-Tour.ps1 draws it, tests/Pester/Guides.Tests.ps1 holds it against
    what the guides say. An entry is one command or many. Before what an entry shows stands a line of its own, that begins with U+001E; its
    number follows. After it stands another, with the number of errors that it showed.
.PARAMETER SessionPath
    A JSON file: an array of texts, each an entry.
.PARAMETER SessionWidth
    The columns of the screen.
.PARAMETER Rendering
    Whether colours are written.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $SessionPath,
    [int] $SessionWidth = 100,
    [ValidateSet('Ansi', 'PlainText')] [string] $Rendering = 'PlainText'
)

# What the commands leave behind stays in this scope, as at a prompt; so the names here are none that a command would use.
$PSStyle.OutputRendering = $Rendering
$ProgressPreference = 'SilentlyContinue'
$sessionErrors = @{ Count = 0 }

# A host writes a warning with its prefix and its colour; a stream alone has neither.
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
