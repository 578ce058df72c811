BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Add-Type -AssemblyName System.IO.Compression.ZipFile, System.Reflection.Metadata
    $root = Resolve-Path (Join-Path $PSScriptRoot ../..)
    $manifest = Import-PowerShellDataFile $root/WanVideo.psd1
    $version = @($manifest.ModuleVersion, $manifest.PrivateData.PSData['Prerelease']) -ne $null -join '-'

    # PSResourceGet creates and installs packages. A PowerShell may not have it.
    $missing = if (-not (Get-Module Microsoft.PowerShell.PSResourceGet -ListAvailable)) { 'PowerShell has no Microsoft.PowerShell.PSResourceGet' }
    if ($missing) { return }

    # The package to be published, or else one built here.
    $package = if ($env:WANVIDEO_TEST_PACKAGE) { Resolve-Path $env:WANVIDEO_TEST_PACKAGE } else {
        $output = Invoke-PowerShell -NoProfile -NonInteractive -File $root/build.ps1 Package -ArtifactPath $TestDrive/artifacts 2>&1
        if ($LASTEXITCODE) { throw "build.ps1 Package: $($output | Out-String)" }
        (Get-Item $TestDrive/artifacts/*.nupkg).FullName
    }
    $content = Join-Path $TestDrive content
    [IO.Compression.ZipFile]::ExtractToDirectory($package, $content)

    # A new user: an empty home folder, module folder and package repository.
    $folders = @{}
    foreach ($name in 'home', 'modules', 'packages') { $folders[$name] = (New-Item (Join-Path $TestDrive $name) -ItemType Directory).FullName }

    # Runs a script as that user, in its own process.
    function Invoke-AsNewUser([Parameter(Mandatory)] [string] $Script) {
        $userEnvironment = @{ PSModulePath = $folders.modules; WANVIDEO_LEDGER = $null }
        foreach ($name in 'HOME', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME') { $userEnvironment[$name] = $folders.home }
        $savedEnvironment = @{}
        foreach ($name in $userEnvironment.Keys) { $savedEnvironment[$name] = [Environment]::GetEnvironmentVariable($name) }
        try {
            foreach ($name in $userEnvironment.Keys) { [Environment]::SetEnvironmentVariable($name, $userEnvironment[$name]) }
            Invoke-Process $Script
        } finally {
            foreach ($name in $savedEnvironment.Keys) { [Environment]::SetEnvironmentVariable($name, $savedEnvironment[$name]) }
        }
    }

    # The names and end positions of the top-level boxes of an MP4 file. In a complete file, the last box ends at the end of the file.
    function Get-Mp4Box([Parameter(Mandatory)] [string] $Path) {
        $bytes = [IO.File]::ReadAllBytes($Path)
        for ($at = 0; $at -lt $bytes.Length; $at += $size) {
            $size = [BitConverter]::ToInt32([byte[]]$bytes[($at + 3)..$at], 0)
            [pscustomobject]@{ Name = [Text.Encoding]::ASCII.GetString($bytes, $at + 4, 4); End = $at + $size }
        }
    }

    # The names of the source files in an assembly's symbols.
    function Get-SourceName([Parameter(Mandatory)] [string] $Path) {
        $file = [Reflection.PortableExecutable.PEReader]::new([IO.File]::OpenRead($Path))
        try {
            $entry = $file.ReadDebugDirectory() | Where-Object Type -eq EmbeddedPortablePdb
            $symbols = $file.ReadEmbeddedPortablePdbDebugDirectoryData($entry).GetMetadataReader()
            $symbols.Documents | ForEach-Object { $symbols.GetString($symbols.GetDocument($_).Name) }
        } finally {
            $file.Dispose()
        }
    }
}

Describe 'The package' {
    BeforeEach { if ($missing) { Set-ItResult -Skipped -Because $missing } }

    It 'has its version in its file name' {
        Split-Path $package -Leaf | Should -Be "WanVideo.$version.nupkg"
    }

    It 'has exactly these files' {
        $container = '_rels/', 'package/', '[Content_Types].xml', 'WanVideo.nuspec'
        $files = Get-ChildItem $content -Recurse -File |
            ForEach-Object { [IO.Path]::GetRelativePath($content, $_.FullName).Replace('\', '/') } |
            Where-Object { $name = $_; -not ($container | Where-Object { $name.StartsWith($_, 'Ordinal') }) }
        $files | Sort-Object | Should -Be (@(
            'LICENSE'
            'THIRD-PARTY-NOTICES.md'
            'WanVideo.Core.dll'
            'WanVideo.format.ps1xml'
            'WanVideo.types.ps1xml'
            'WanVideo.PowerShell.dll'
            'WanVideo.psd1'
            'en-US/WanVideo.PowerShell.dll-Help.xml'
            'en-US/about_WanVideo.help.txt'
            'en-US/about_WanVideo_Errors.help.txt'
            'en-US/about_WanVideo_Ledger.help.txt'
            'en-US/about_WanVideo_Providers.help.txt'
            'lib/BouncyCastle.Cryptography.dll'
            'lib/Microsoft.Data.Sqlite.dll'
            'lib/Microsoft.Extensions.Configuration.Abstractions.dll'
            'lib/Microsoft.Extensions.Configuration.Binder.dll'
            'lib/Microsoft.Extensions.Configuration.dll'
            'lib/Microsoft.Extensions.DependencyInjection.Abstractions.dll'
            'lib/Microsoft.Extensions.DependencyInjection.dll'
            'lib/Microsoft.Extensions.Diagnostics.Abstractions.dll'
            'lib/Microsoft.Extensions.Diagnostics.dll'
            'lib/Microsoft.Extensions.Http.dll'
            'lib/Microsoft.Extensions.Logging.Abstractions.dll'
            'lib/Microsoft.Extensions.Logging.dll'
            'lib/Microsoft.Extensions.Options.ConfigurationExtensions.dll'
            'lib/Microsoft.Extensions.Options.dll'
            'lib/Microsoft.Extensions.Primitives.dll'
            'lib/Npgsql.dll'
            'lib/Polly.Core.dll'
            'lib/SQLitePCLRaw.batteries_v2.dll'
            'lib/SQLitePCLRaw.core.dll'
            'lib/SQLitePCLRaw.provider.e_sqlite3.dll'
            'lib/WanVideo.Ledger.dll'
            'lib/WanVideo.Providers.dll'
            'lib/WanVideo.Sandbox.dll'
            'lib/runtimes/linux-arm64/native/libe_sqlite3.so'
            'lib/runtimes/linux-musl-arm64/native/libe_sqlite3.so'
            'lib/runtimes/linux-musl-x64/native/libe_sqlite3.so'
            'lib/runtimes/linux-x64/native/libe_sqlite3.so'
            'lib/runtimes/osx-arm64/native/libe_sqlite3.dylib'
            'lib/runtimes/osx-x64/native/libe_sqlite3.dylib'
            'lib/runtimes/win-arm64/native/e_sqlite3.dll'
            'lib/runtimes/win-x64/native/e_sqlite3.dll'
        ) | Sort-Object)
    }

    It 'contains the license of every third-party assembly' {
        $licensed = Select-String -Path (Join-Path $content THIRD-PARTY-NOTICES.md) -Pattern '^\| `([\w.*]+)`' | ForEach-Object { $_.Matches[0].Groups[1].Value }
        $thirdParty = Get-ChildItem (Join-Path $content lib) -Filter *.dll | Where-Object Name -notlike 'WanVideo.*'
        $thirdParty | Where-Object { $name = $_.BaseName; -not ($licensed | Where-Object { $name -like $_ }) } | Should -BeNullOrEmpty
        $licensed | Where-Object { -not ($thirdParty.BaseName -like $_) } | Should -BeNullOrEmpty
    }

    It 'has symbols without paths of the build machine' {
        foreach ($assembly in Get-ChildItem $content -Recurse -Filter WanVideo.*.dll) {
            $sources = Get-SourceName $assembly
            $sources | Should -Not -BeNullOrEmpty
            $sources | Where-Object { -not $_.StartsWith('/_/', 'Ordinal') } | Should -BeNullOrEmpty
        }
    }
}

Describe 'The manifest' {
    BeforeAll {
        $properties = ([xml](Get-Content $root/Directory.Build.props -Raw)).Project.PropertyGroup[0]
        $gallery = $manifest.PrivateData.PSData
    }

    It 'is valid' {
        if ($missing) { Set-ItResult -Skipped -Because $missing; return }
        $module = Test-ModuleManifest (Join-Path $content WanVideo.psd1)
        $module.CompatiblePSEditions | Should -Be Core
        $module.PowerShellVersion | Should -Be ([version]'7.6')
        $module.Description, $module.Author, $module.ReleaseNotes | Should -Not -BeNullOrEmpty
    }

    It 'has the version of its assemblies' {
        $manifest.ModuleVersion | Should -Be $properties.Version
        "$root/CHANGELOG.md" | Should -FileContentMatch ([regex]::Escape("## [$version]"))
    }

    It 'has the URL of the project' {
        $gallery.ProjectUri | Should -Be $properties.RepositoryUrl
        $gallery.LicenseUri, $gallery.IconUri | Should -BeLike "$($properties.RepositoryUrl)/*"
        $gallery.ReleaseNotes | Should -BeLike "*$($properties.RepositoryUrl)/*"

        # Other documents have the same URL.
        $own = [regex]::Escape(([uri]$properties.RepositoryUrl).AbsolutePath.Trim('/'))
        Get-Item $root/*.md, $root/docs/*.md, $root/.github/*/* -ErrorAction Ignore |
            Select-String -Pattern 'github\.com/[\w.-]+/WanVideo\b' | Where-Object Line -notmatch "github\.com/$own\b" | Should -BeNullOrEmpty
    }

    It 'refers to existing files' {
        foreach ($url in $gallery.LicenseUri, $gallery.IconUri) {
            Join-Path $root ($url -replace '^.+/main/') | Should -Exist
        }
    }

    It 'has an icon of 128 by 128 pixels' {
        $icon = [IO.File]::ReadAllBytes("$root/docs/icon.png")
        $icon[0..7] | Should -Be (137, 80, 78, 71, 13, 10, 26, 10) -Because 'this is the PNG signature'
        $icon[16..23] | Should -Be (0, 0, 0, 128, 0, 0, 0, 128)
        $icon.Length | Should -BeLessThan 20KB
    }
}

Describe 'The installed package' {
    BeforeEach { if ($missing) { Set-ItResult -Skipped -Because $missing } }

    It 'is installed from a repository and imported by name' {
        $output = Invoke-AsNewUser @"
            Register-PSResourceRepository WanVideoTest -Uri '$($folders.packages)' -Trusted
            try {
                Publish-PSResource -NupkgPath '$package' -Repository WanVideoTest
                (Find-PSResource WanVideo -Prerelease -Repository WanVideoTest).Name
                Save-PSResource WanVideo -Prerelease -Repository WanVideoTest -Path '$($folders.modules)'
            } finally {
                Unregister-PSResourceRepository WanVideoTest
            }
            Import-Module WanVideo
            (Get-Module WanVideo).ModuleBase
"@
        $output | Should -Be WanVideo, (Join-Path $folders.modules WanVideo $manifest.ModuleVersion)
    }

    It 'has help before it is imported' {
        $output = Invoke-AsNewUser '(Get-Help Save-WanVideo).Synopsis; (Get-Help about_WanVideo*).Name | Sort-Object'
        $output | Should -Be 'Downloads the videos of finished tasks into a folder.', about_WanVideo, about_WanVideo_Errors, about_WanVideo_Ledger, about_WanVideo_Providers
    }

    It 'is imported when one of its cmdlets is called' {
        Invoke-AsNewUser '@(Get-Module).Name -contains "WanVideo"; Connect-WanVideo Sandbox; (Get-Command -Module WanVideo).Name' |
            Should -Be (@('False') + $manifest.CmdletsToExport)
    }

    It 'is a Release build' {
        Invoke-AsNewUser 'Import-Module WanVideo; [WanVideo.VideoTask].Assembly.GetCustomAttributes([Diagnostics.DebuggableAttribute], $false).IsJITOptimizerDisabled' |
            Should -Be False
    }

    It 'creates a video' {
        $out = Join-Path $TestDrive out
        $output = Invoke-AsNewUser @"
            Connect-WanVideo Sandbox -SandboxTaskSec 0.2
            (New-WanVideoTask 'A paper boat' -Image https://example.com/boat.jpg -Duration 2 | Wait-WanVideoTask | Save-WanVideo -Path '$out' -PassThru).FullName
"@
        $boxes = Get-Mp4Box $output
        $boxes.Name | Should -Be ftyp, moov, mdat
        $boxes[-1].End | Should -Be (Get-Item $output).Length
    }
}
