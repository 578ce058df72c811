BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $root = Resolve-Path (Join-Path $PSScriptRoot ../..)
}

Describe 'docs/errors.md' {
    It 'is what the code says' {
        $path = Join-Path $TestDrive errors.md
        & $root/docs/Update-Errors.ps1 -Path $path -TopicPath (Join-Path $TestDrive about.txt) -ModulePath $ModulePath
        Get-Content $root/docs/errors.md | Should -Be (Get-Content $path) -Because 'build.ps1 Docs writes it'
        (Select-String -Path $path -Pattern '^\| `WanVideo\.').Count | Should -Be ([Enum]::GetNames([WanVideo.VideoErrorKind]).Count)
    }
}

Describe 'docs/models.md' {
    It 'is what the catalog says' {
        $path = Join-Path $TestDrive models.md
        & $root/docs/Update-Models.ps1 -Path $path -ModulePath $ModulePath
        Get-Content $root/docs/models.md | Should -Be (Get-Content $path) -Because 'build.ps1 Docs writes it'
    }
}

Describe 'The README' {
    It 'has a tour that runs as it stands' {
        $tour = [regex]::Match((Get-Content $root/README.md -Raw), '(?s)## A tour in ten lines\s+```powershell\n(.*?)```').Groups[1].Value
        $tour.TrimEnd().Split("`n").Count | Should -Be 10

        $place = New-Item (Join-Path $TestDrive tour) -ItemType Directory
        Copy-Item $root/examples (Join-Path $place examples) -Recurse
        $tour = $tour.Replace('./out/WanVideo', "'$ModulePath'")
        $said = Invoke-Process "Set-Location '$place'; `$ErrorActionPreference = 'SilentlyContinue'; $tour"

        (Get-ChildItem $place/out -Filter *.mp4).Count | Should -Be 19
        "$said" | Should -BeLike '*too-long: -Duration is 16*'
        "$said" | Should -BeLike "*cowboy-ratio: -AspectRatio is '21:9'*"
    }
}

Describe 'docs/tour.svg' {
    BeforeAll {
        # The commands of a picture: each is a group of rows, of which the first has the prompt.
        function Get-DrawnCommand([Parameter(Mandatory)] [string] $Path) {
            $picture = [Xml.XmlDocument]::new()
            $picture.PreserveWhitespace = $true
            $picture.Load($Path)
            $names = [Xml.XmlNamespaceManager]::new($picture.NameTable)
            $names.AddNamespace('svg', 'http://www.w3.org/2000/svg')
            foreach ($command in $picture.SelectNodes('//svg:g[@class="command"]', $names)) {
                ($command.SelectNodes('svg:text', $names) | ForEach-Object InnerText) -join '' -creplace '^PS> '
            }
        }

        $tour = [regex]::Match((Get-Content $root/README.md -Raw), '(?s)## A tour in ten lines\s+```powershell\r?\n(.*?)```').Groups[1].Value.TrimEnd() -split '\r?\n'
    }

    It 'has the commands of the README''s tour, and no other' {
        Get-DrawnCommand (Resolve-Path $root/docs/tour.svg) | Should -BeExactly $tour -Because 'build.ps1 Docs draws it'
    }

    It 'stands below them' {
        "$root/README.md" | Should -FileContentMatchMultiline 'Disconnect-WanVideo\r?\n```\r?\n\r?\n!\[[^\]]+\]\(docs/tour\.svg\)'
    }

    It 'is drawn from a session, with what was refused in it' {
        $path = Join-Path $TestDrive tour.svg
        & $root/docs/Update-Tour.ps1 -Path $path -ModulePath $ModulePath
        Get-DrawnCommand $path | Should -BeExactly $tour
        $path | Should -FileContentMatch 'too-long: -Duration is 16'
        $path | Should -FileContentMatch 'billed as 15 s'
        $path | Should -Not -FileContentMatch ([char]27)
    }
}

Describe 'The quick start' {
    It 'runs' {
        $said = Invoke-PowerShell -NoProfile -NonInteractive -File $root/examples/quickstart.ps1 -Path $TestDrive -ModulePath $ModulePath
        "$said" | Should -BeLike '*1. Connect*2. Create*3. Wait*4. Save*.mp4*'
    }
}
