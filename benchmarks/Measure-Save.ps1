<#
.SYNOPSIS
    The time to save videos: Save-WanVideo compared with curl --parallel and Invoke-WebRequest, from the mock server on loopback, alternately, in one
    run. One file of 1 GiB, then 1,000 files of 2 MiB, with the same concurrency. Each method runs five times in a process, after the download of one
    small file: First is the first run, Warm the median of the last three, after tiered compilation (curl is a new process each time). Memory is the
    peak working set less the working set before the first run.
.DESCRIPTION
    Only Save-WanVideo flushes each file to the disk before it is renamed, and records it in the ledger. A -Folder in memory (/dev/shm) measures
    the programs, one on a disk also the disk.
.EXAMPLE
    dotnet build -c Release; ./benchmarks/Measure-Save.ps1 -Configuration Release
#>
[CmdletBinding()]
param(
    [int] $ThrottleLimit = 16,
    [int] $Rounds = 3,
    [string] $Folder = (Join-Path ([IO.Path]::GetTempPath()) "wanvideo-save-$PID"),
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
$env:WANVIDEO_TEST_CONFIGURATION = $Configuration
Import-Module $PSScriptRoot/../tests/Pester/TestTools.psm1 -Force

# The commands of each method. They use $urls, $folder, $limit and $warm, the URL of a small file. curl reads the URLs from a file.
$methods = [ordered]@{
    'Save-WanVideo'     = @{
        Prepare = {
            Import-Module $modulePath
            Connect-WanVideo EvoLink -ApiKey none -BaseUri ($warm -replace '_mock.*')
            filter ConvertTo-Task { [WanVideo.VideoTask]@{ Id = [IO.Path]::GetFileNameWithoutExtension($_); Provider = 'EvoLink'; Status = 'Succeeded'; VideoUrl = $_ } }
            $warm | ConvertTo-Task | Save-WanVideo -LiteralPath $folder/warm
        }
        Run     = { $urls | ConvertTo-Task | Save-WanVideo -LiteralPath $folder -ThrottleLimit $limit }
    }
    'curl --parallel'   = @{
        Prepare = {
            curl --silent --fail --create-dirs --output $folder/warm/v.mp4 $warm
            $n = 0
            $urls | ForEach-Object { "url = `"$_`""; "output = `"$folder/v$n.mp4`""; $n++ } | Set-Content "$folder.curl"
        }
        Run     = {
            curl --silent --no-progress-meter --fail --parallel --parallel-max $limit --config "$folder.curl"
            if ($LASTEXITCODE) { throw "curl: $LASTEXITCODE" }
        }
    }
    'Invoke-WebRequest' = @{
        Prepare = {
            New-Item $folder/warm -ItemType Directory | Out-Null
            Invoke-WebRequest $warm -OutFile $folder/warm/v.mp4
        }
        Run     = {
            if ($urls.Count -eq 1) { Invoke-WebRequest $urls[0] -OutFile $folder/v0.mp4 }
            else { 0..($urls.Count - 1) | ForEach-Object -ThrottleLimit $limit -Parallel { Invoke-WebRequest ($using:urls)[$_] -OutFile "$using:folder/v$_.mp4" } }
        }
    }
}

function Measure-Method([string] $Method, [long] $Length, [int] $Count) {
    Remove-Item $Folder -Recurse -Force -ErrorAction Ignore
    New-Item $Folder -ItemType Directory | Out-Null
    $script = @"
`$ErrorActionPreference = 'Stop'; `$ProgressPreference = `$WarningPreference = 'SilentlyContinue'; `$env:WANVIDEO_LEDGER = '$Folder.db'
`$modulePath = '$ModulePath'; `$folder = '$Folder'; `$limit = $ThrottleLimit
`$warm = '$($server.BaseUri)_mock/media/65536/warm.mp4'; `$urls = @(0..$($Count - 1) | ForEach-Object { "$($server.BaseUri)_mock/media/$Length/v`$_.mp4" })
$($methods[$Method].Prepare)
[GC]::Collect(); `$idle = (Get-Process -Id `$PID).WorkingSet64
`$seconds = foreach (`$run in 1..5) {
    Remove-Item `$folder/v*.mp4
    `$clock = [Diagnostics.Stopwatch]::StartNew()
    $($methods[$Method].Run)
    `$clock.Elapsed.TotalSeconds
}
@{ First = `$seconds[0]; Warm = (`$seconds[2..4] | Sort-Object)[1]; Memory = (Get-Process -Id `$PID).PeakWorkingSet64 - `$idle } | ConvertTo-Json
"@
    $result = Invoke-PowerShell -NoProfile -NonInteractive -Command $script | Out-String | ConvertFrom-Json
    $bytes = (Get-ChildItem $Folder -File | Measure-Object Length -Sum)
    if ($bytes.Count -ne $Count -or $bytes.Sum -ne $Length * $Count) { throw "$Method wrote $($bytes.Count) files with $($bytes.Sum) bytes, not $Count with $($Length * $Count)." }
    $result
}

$server = Start-MockServer
try {
    foreach ($scenario in @{ Name = '1 x 1 GiB'; Length = 1GB; Count = 1 }, @{ Name = '1,000 x 2 MiB'; Length = 2MB; Count = 1000 }) {
        $results = @{}
        foreach ($round in 0..$Rounds) {
            foreach ($method in $methods.Keys) {
                $result = Measure-Method -Method $method -Length $scenario.Length -Count $scenario.Count
                if ($round -gt 0) { $results[$method] = @($results[$method]) + $result | Where-Object { $_ } } # the first round is a warm-up
            }
        }

        function Get-Median([string] $Method, [string] $Property) { ($results[$Method].$Property | Sort-Object)[[int][Math]::Floor($Rounds / 2)] }
        foreach ($method in $methods.Keys) {
            [pscustomobject]@{
                Files          = $scenario.Name
                Method         = $method
                FirstSec       = [Math]::Round((Get-Median $method First), 2)
                WarmSec        = [Math]::Round((Get-Median $method Warm), 2)
                MiBPerSec      = [Math]::Round($scenario.Length * $scenario.Count / 1MB / (Get-Median $method Warm))
                FirstTimesCurl = [Math]::Round((Get-Median 'curl --parallel' First) / (Get-Median $method First), 2)
                WarmTimesCurl  = [Math]::Round((Get-Median 'curl --parallel' Warm) / (Get-Median $method Warm), 2)
                PeakMemoryMiB  = [Math]::Round(($results[$method].Memory | Measure-Object -Maximum).Maximum / 1MB)
            }
        }
    }
} finally {
    Stop-MockServer $server
    Remove-Item "$Folder*" -Recurse -Force -ErrorAction Ignore
}
