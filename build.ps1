<#
.SYNOPSIS
    Runs the tasks of the project.
.DESCRIPTION
    Build    dotnet build: builds the module into out/WanVideo.
    Test     dotnet test: runs the .NET tests, and the Pester tests in the PowerShell that the restore downloads.
    Demo     dotnet run --project examples/QuickStart: creates a video in the sandbox.
    Package  Creates the package for the PowerShell Gallery in artifacts/. Does not change out/WanVideo.
    Docs     Generates docs/models.md, docs/errors.md, the help in docs/en-US and docs/tour.svg.
    Clean    Removes the output of the other tasks.
.EXAMPLE
    ./build.ps1
.EXAMPLE
    ./build.ps1 Docs -InstallTools
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Package', 'Docs', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # The output folder of Package.
    [string] $ArtifactPath = 'artifacts',

    # Installs missing modules from the PowerShell Gallery.
    [switch] $InstallTools
)

$ErrorActionPreference = 'Stop'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE) { throw "dotnet $args exited with code $LASTEXITCODE." }
}

function Assert-Module([string] $Name, [version] $MinimumVersion) {
    if (Get-Module $Name -ListAvailable | Where-Object Version -ge $MinimumVersion) { return }
    if (-not $InstallTools) { throw "$Name $MinimumVersion is not installed. Use -InstallTools, or run: Install-PSResource $Name" }
    Install-PSResource $Name -Version "[$MinimumVersion,)" -TrustRepository
}

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' { Invoke-DotNet build -c $Configuration }
        'Test' { Invoke-DotNet test }
        'Demo' { Invoke-DotNet run --project examples/QuickStart }
        'Package' {
            Assert-Module Microsoft.PowerShell.PSResourceGet 1.1
            $folder = [IO.Path]::GetFullPath($ArtifactPath, $PSScriptRoot)
            $module = Join-Path $folder WanVideo
            # A compiler server that keeps running would keep the output of this process open.
            Invoke-DotNet build src/WanVideo.PowerShell -c $Configuration "-p:ModuleOutput=$module/" --disable-build-servers
            Compress-PSResource -Path $module -DestinationPath $folder -PassThru
        }
        'Docs' {
            Assert-Module Microsoft.PowerShell.PlatyPS 1.0
            Invoke-DotNet build src/WanVideo.PowerShell -c $Configuration
            ./docs/Update-Models.ps1
            ./docs/Update-Errors.ps1
            ./docs/Update-Help.ps1
            ./docs/Update-Tour.ps1
        }
        'Clean' {
            Invoke-DotNet clean --verbosity quiet
            'out', 'artifacts' | Where-Object { Test-Path $_ } | Remove-Item -Recurse
        }
    }
} finally {
    Pop-Location
}
