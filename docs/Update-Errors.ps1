<#
.SYNOPSIS
    Generates docs/errors.md and docs/en-US/about_WanVideo_Errors.help.txt from the error kinds in the code.
#>
[CmdletBinding()]
param(
    [string] $Path = (Join-Path $PSScriptRoot errors.md),
    [string] $TopicPath = (Join-Path $PSScriptRoot en-US/about_WanVideo_Errors.help.txt),
    [string] $ModulePath = (Join-Path $PSScriptRoot ../out/WanVideo)
)

$ErrorActionPreference = 'Stop'
Import-Module $ModulePath

# The cause is the XML comment in VideoErrorKind.cs; category and recommended action are in the internal ErrorTable.
$source = Get-Content (Join-Path $PSScriptRoot ../src/WanVideo.Core/Tasks/VideoErrorKind.cs) -Raw
$cause = @{}
foreach ($member in [regex]::Matches($source, '/// <summary>(?<text>.+)</summary>\s+(?<name>\w+),')) { $cause[$member.Groups['name'].Value] = $member.Groups['text'].Value }
$table = (Get-Command Connect-WanVideo).ImplementingType.Assembly.GetType('WanVideo.Errors.ErrorTable', $true).GetMethod('Get')

$names = [Enum]::GetNames([WanVideo.VideoErrorKind])
[Array]::Sort($names, [StringComparer]::Ordinal)
$rows = foreach ($name in $names) {
    if (-not $cause[$name]) { throw "VideoErrorKind.cs has no one-line summary for $name." }
    $entry = $table.Invoke($null, [WanVideo.VideoErrorKind]$name)
    [pscustomobject]@{ Id = "WanVideo.$name"; Cause = $cause[$name]; Category = $entry.Item1; Action = $entry.Item2 }
}

Set-Content $Path @(
    '# Errors'
    ''
    'Written by `docs/Update-Errors.ps1` from the code. `Get-Help about_WanVideo_Errors` has the same.'
    ''
    'Each input that fails causes one non-terminating error. Its `TargetObject` is the input, its id is stable, and its `RecommendedAction` is in the'
    'last column. PowerShell appends the command''s class to the id (`WanVideo.Balance,WanVideo.Commands.NewWanVideoTaskCommand`).'
    '`$_.Exception.Error` has the gateway''s own code, message and suggestion; `$_.Exception` has the `Label`, `Prompt` and `Row` of the request.'
    'For a task that failed, `Restart-WanVideoTask` is recommended where the same request can succeed.'
    ''
    '| id | cause | category | recommended action |'
    '| --- | --- | --- | --- |'
    $rows | ForEach-Object { "| ``$($_.Id)`` | $($_.Cause.Replace('|', '\|')) | $($_.Category) | $($_.Action.Replace('|', '\|')) |" }
)

# Get-Help does not wrap topics. Consoles have at least 80 columns.
function Split-Line([string] $Text, [string] $Indent) {
    $line = $Indent
    foreach ($word in $Text -split ' ') {
        if ($line.Length + $word.Length -ge 80) {
            $line.TrimEnd()
            $line = $Indent
        }
        $line += "$word "
    }
    $line.TrimEnd()
}

Set-Content $TopicPath @(
    'TOPIC'
    '    about_WanVideo_Errors'
    ''
    'SHORT DESCRIPTION'
    '    The errors of WanVideo, with their causes and recommended actions.'
    ''
    'LONG DESCRIPTION'
    Split-Line 'Each input that fails causes one non-terminating error. Its TargetObject is the input, and its id is stable:' '    '
    ''
    '        New-WanVideoTask ''A boat'' -Duration 99 -ErrorVariable failure'
    '        $failure[0].FullyQualifiedErrorId'
    '        $failure[0].ErrorDetails.RecommendedAction'
    ''
    Split-Line 'The id is one of those below, followed by a comma and the command. Scripts can test $_.Exception.Error.Kind, which is the id without "WanVideo.". $_.Exception.Error also has the gateway''s own Code, Message and Suggestion. $_.Exception has the Label, Prompt and Row of the request. For a task that failed, Restart-WanVideoTask is recommended where the same request can succeed.' '    '
    foreach ($row in $rows) {
        ''
        "  $($row.Id)"
        Split-Line $row.Cause '    '
        Split-Line "Action: $($row.Action)" '    '
        "    Category: $($row.Category)"
    }
    ''
    'SEE ALSO'
    '    about_WanVideo'
    '    about_WanVideo_Ledger'
    '    Resolve-WanVideoTask'
    '    https://github.com/wanvideo/WanVideo/blob/main/docs/errors.md'
)
