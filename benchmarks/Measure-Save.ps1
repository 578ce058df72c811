<#
.SYNOPSIS
    Saving videos: Save-WanVideo against curl --parallel and Invoke-WebRequest, from the mock server on loopback, in one run, in turn. One file
    of 1 GiB, then 1,000 files of 2 MiB; as many at once for all. Each way runs in a process of its own, five times: the first time it has loaded
    what it needs and fetched one small file; in the last three .NET has compiled what is hot (curl has nothing to compile, and is a new process
    each time). The memory is the most that the process ever took, less what it had before.
.DESCRIPTION
    Save-WanVideo alone makes sure that each file is on the disk before it gets its name, and writes a line for each into the journal. A -Folder
    in memory (/dev/shm) shows what the programs take, one on a disk what the disk takes.
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

# What each way does. $addresses, $folder and $limit are there, and $warm, the address of a small file; curl reads its list from a file.
$ways = [ordered]@{
    'Save-WanVideo'     = @{
        Ready = {
            Import-Module $modulePath
            Connect-WanVideo EvoLink -ApiKey none -BaseUri ($warm -replace '_mock.*')
            filter ConvertTo-Task { [WanVideo.VideoTask]@{ Id = [IO.Path]::GetFileNameWithoutExtension($_); Provider = 'EvoLink'; Status = 'Succeeded'; VideoUrl = $_ } }
            $warm | ConvertTo-Task | Save-WanVideo -LiteralPath $folder/warm
        }
        Go    = { $addresses | ConvertTo-Task | Save-WanVideo -LiteralPath $folder -ThrottleLimit $limit }
    }
    'curl --parallel'   = @{
        Ready = {
            curl --silent --fail --create-dirs --output $folder/warm/v.mp4 $warm
            $n = 0
            $addresses | ForEach-Object { "url = `"$_`""; "output = `"$folder/v$n.mp4`""; $n++ } | Set-Content "$folder.curl"
        }
        Go    = {
            curl --silent --no-progress-meter --fail --parallel --parallel-max $limit --config "$folder.curl"
            if ($LASTEXITCODE) { throw "curl: $LASTEXITCODE" }
        }
    }
    'Invoke-WebRequest' = @{
        Ready = {
            New-Item $folder/warm -ItemType Directory | Out-Null
            Invoke-WebRequest $warm -OutFile $folder/warm/v.mp4
        }
        Go    = {
            if ($addresses.Count -eq 1) { Invoke-WebRequest $addresses[0] -OutFile $folder/v0.mp4 }
            else { 0..($addresses.Count - 1) | ForEach-Object -ThrottleLimit $limit -Parallel { Invoke-WebRequest ($using:addresses)[$_] -OutFile "$using:folder/v$_.mp4" } }
        }
    }
}

function Measure-Way([string] $Way, [long] $Length, [int] $Count) {
    Remove-Item $Folder -Recurse -Force -ErrorAction Ignore
    New-Item $Folder -ItemType Directory | Out-Null
    $script = @"
`$ErrorActionPreference = 'Stop'; `$ProgressPreference = `$WarningPreference = 'SilentlyContinue'; `$env:WANVIDEO_JOURNAL = '$Folder.jsonl'
`$modulePath = '$ModulePath'; `$folder = '$Folder'; `$limit = $ThrottleLimit
`$warm = '$($server.BaseUri)_mock/media/65536/warm.mp4'; `$addresses = @(0..$($Count - 1) | ForEach-Object { "$($server.BaseUri)_mock/media/$Length/v`$_.mp4" })
$($ways[$Way].Ready)
[GC]::Collect(); `$idle = (Get-Process -Id `$PID).WorkingSet64
`$seconds = foreach (`$turn in 1..5) {
    Remove-Item `$folder/v*.mp4
    `$clock = [Diagnostics.Stopwatch]::StartNew()
    $($ways[$Way].Go)
    `$clock.Elapsed.TotalSeconds
}
@{ First = `$seconds[0]; Warm = (`$seconds[2..4] | Sort-Object)[1]; Memory = (Get-Process -Id `$PID).PeakWorkingSet64 - `$idle } | ConvertTo-Json
"@
    $result = Invoke-PowerShell -NoProfile -NonInteractive -Command $script | Out-String | ConvertFrom-Json
    $bytes = (Get-ChildItem $Folder -File | Measure-Object Length -Sum)
    if ($bytes.Count -ne $Count -or $bytes.Sum -ne $Length * $Count) { throw "$Way left $($bytes.Count) files with $($bytes.Sum) bytes, not $Count with $($Length * $Count)." }
    $result
}

$server = Start-MockServer
try {
    foreach ($job in @{ Name = '1 x 1 GiB'; Length = 1GB; Count = 1 }, @{ Name = '1,000 x 2 MiB'; Length = 2MB; Count = 1000 }) {
        $results = @{}
        foreach ($round in 0..$Rounds) {
            foreach ($way in $ways.Keys) {
                $result = Measure-Way -Way $way -Length $job.Length -Count $job.Count
                if ($round -gt 0) { $results[$way] = @($results[$way]) + $result | Where-Object { $_ } } # the first round warms the server, and the machine's memory
            }
        }

        function Get-Median([string] $Way, [string] $Of) { ($results[$Way].$Of | Sort-Object)[[int][Math]::Floor($Rounds / 2)] }
        foreach ($way in $ways.Keys) {
            [pscustomobject]@{
                Files          = $job.Name
                Way            = $way
                FirstSec       = [Math]::Round((Get-Median $way First), 2)
                WarmSec        = [Math]::Round((Get-Median $way Warm), 2)
                MiBPerSec      = [Math]::Round($job.Length * $job.Count / 1MB / (Get-Median $way Warm))
                FirstTimesCurl = [Math]::Round((Get-Median 'curl --parallel' First) / (Get-Median $way First), 2)
                WarmTimesCurl  = [Math]::Round((Get-Median 'curl --parallel' Warm) / (Get-Median $way Warm), 2)
                MostMemoryMiB  = [Math]::Round(($results[$way].Memory | Measure-Object -Maximum).Maximum / 1MB)
            }
        }
    }
} finally {
    Stop-MockServer $server
    Remove-Item "$Folder*" -Recurse -Force -ErrorAction Ignore
}
