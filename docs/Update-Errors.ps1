<#
.SYNOPSIS
    Writes docs/errors.md and docs/en-US/about_WanVideo_Errors.help.txt: every error there is, from the lists in the code.
#>
[CmdletBinding()]
param(
    [string] $Path = (Join-Path $PSScriptRoot errors.md),
    [string] $TopicPath = (Join-Path $PSScriptRoot en-US/about_WanVideo_Errors.help.txt),
    [string] $ModulePath = (Join-Path $PSScriptRoot ../out/WanVideo)
)

$ErrorActionPreference = 'Stop'
Import-Module $ModulePath

# What each kind means stands above it in the source; its category, and what to do, in a table that only the commands see.
$source = Get-Content (Join-Path $PSScriptRoot ../src/WanVideo.Core/Tasks/VideoErrorKind.cs) -Raw
$cause = @{}
foreach ($member in [regex]::Matches($source, '/// <summary>(?<text>.+)</summary>\s+(?<name>\w+),')) { $cause[$member.Groups['name'].Value] = $member.Groups['text'].Value }
$table = (Get-Command Connect-WanVideo).ImplementingType.Assembly.GetType('WanVideo.Errors.ErrorTable', $true).GetMethod('Of')

$names = [Enum]::GetNames([WanVideo.VideoErrorKind])
[Array]::Sort($names, [StringComparer]::Ordinal)
$rows = foreach ($name in $names) {
    if (-not $cause[$name]) { throw "VideoErrorKind.cs does not say in one line what $name means." }
    $entry = $table.Invoke($null, [WanVideo.VideoErrorKind]$name)
    [pscustomobject]@{ Id = "WanVideo.$name"; Cause = $cause[$name]; Category = $entry.Category; Action = $entry.Action }
}

Set-Content $Path @(
    '# Errors'
    ''
    'Written by `docs/Update-Errors.ps1` from the code. `Get-Help about_WanVideo_Errors` has the same.'
    ''
    'Each input that fails gives one non-terminating error. Its `TargetObject` is the input, its id is stable, and its `RecommendedAction` says what'
    'to do; the ids below are followed by the command''s name, as PowerShell has it (`WanVideo.Balance,WanVideo.Commands.NewWanVideoTaskCommand`).'
    '`$_.Exception.Error` has the gateway''s own code, words and suggestion.'
    ''
    '| id | what happened | category | what to do |'
    '| --- | --- | --- | --- |'
    $rows | ForEach-Object { "| ``$($_.Id)`` | $($_.Cause) | $($_.Category) | $($_.Action) |" }
)

# A topic is shown as it is, in a console of 80 columns.
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
    '    The errors of WanVideo: what each means, and what to do then.'
    ''
    'LONG DESCRIPTION'
    Split-Line 'Each input that fails gives one error, which does not end the command. Its TargetObject is the input, and its id is stable:' '    '
    ''
    '        New-WanVideoTask ''A boat'' -Duration 99 -ErrorVariable failure'
    '        $failure[0].FullyQualifiedErrorId'
    '        $failure[0].ErrorDetails.RecommendedAction'
    ''
    Split-Line 'The id is one of those below, followed by a comma and the command. A script decides by $_.Exception.Error.Kind, which is the id without "WanVideo."; $_.Exception.Error has the gateway''s own Code, Message and Suggestion too.' '    '
    foreach ($row in $rows) {
        ''
        "  $($row.Id)"
        Split-Line $row.Cause '    '
        Split-Line "What to do: $($row.Action)" '    '
        "    Category: $($row.Category)"
    }
    ''
    'SEE ALSO'
    '    about_WanVideo'
    '    Resume-WanVideoTask'
    '    https://github.com/wanvideo/WanVideo/blob/main/docs/errors.md'
)
