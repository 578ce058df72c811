<#
.SYNOPSIS
    Makes a video in the sandbox: no key, no cost, no network.
.PARAMETER Path
    The folder that the video is saved into.
.PARAMETER ModulePath
    The module, as `dotnet build` lays it out.
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
$task = New-WanVideoTask 'A paper boat drifts down a rainy street' -ImageUrl https://example.com/boat.jpg -Duration 3
$task | Format-Table | Out-String -Stream | Where-Object { $_ }

'3. Wait for it'
$task = $task | Wait-WanVideoTask
$task | Format-Table | Out-String -Stream | Where-Object { $_ }

'4. Save the video'
$file = $task | Save-WanVideo -Path $Path -Force -PassThru
"   $($file.FullName) ($($file.Length) bytes)"
