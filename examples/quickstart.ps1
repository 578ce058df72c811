<#
.SYNOPSIS
    Creates a video in the sandbox, without a key, cost or network.
.PARAMETER Path
    The folder in which the video is saved.
.PARAMETER ModulePath
    The module. Default: the output of `dotnet build`.
#>
[CmdletBinding()]
param(
    [string] $Path = (Join-Path ([IO.Path]::GetTempPath()) 'wanvideo-quickstart'),
    [string] $ModulePath = (Join-Path $PSScriptRoot '../out/WanVideo')
)

$ErrorActionPreference = 'Stop'
Import-Module $ModulePath

'1. Connect to the sandbox'
Connect-WanVideo -Provider Sandbox -PassThru | Format-Table | Out-String -Stream | Where-Object { $_ }

'2. Create a task'
$task = New-WanVideoTask 'A paper boat drifts down a rainy street' -Image https://example.com/boat.jpg -Duration 3
$task | Format-Table | Out-String -Stream | Where-Object { $_ }

'3. Wait for it'
$task = $task | Wait-WanVideoTask
$task | Format-Table | Out-String -Stream | Where-Object { $_ }

'4. Save the video'
$file = $task | Save-WanVideo -Path $Path -Force -PassThru
"   $($file.FullName) ($($file.Length) bytes)"
