BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $root = Resolve-Path (Join-Path $PSScriptRoot ../..)
}

Describe 'docs/errors.md' {
    It 'is generated from the error kinds' {
        $path = Join-Path $TestDrive errors.md
        & $root/docs/Update-Errors.ps1 -Path $path -TopicPath (Join-Path $TestDrive about.txt) -ModulePath $ModulePath
        Get-Content $root/docs/errors.md | Should -Be (Get-Content $path) -Because 'build.ps1 Docs generates it'
        (Select-String -Path $path -Pattern '^\| `WanVideo\.').Count | Should -Be ([Enum]::GetNames([WanVideo.VideoErrorKind]).Count)
    }
}

Describe 'docs/models.md' {
    It 'is generated from the catalog' {
        $path = Join-Path $TestDrive models.md
        & $root/docs/Update-Models.ps1 -Path $path -ModulePath $ModulePath
        Get-Content $root/docs/models.md | Should -Be (Get-Content $path) -Because 'build.ps1 Docs generates it'
    }
}

Describe 'The README' {
    It 'has a tour that runs unchanged' {
        $tour = [regex]::Match((Get-Content $root/README.md -Raw), '(?s)## A tour in ten lines\s+```powershell\n(.*?)```').Groups[1].Value
        $tour.TrimEnd().Split("`n").Count | Should -Be 10

        $workFolder = New-Item (Join-Path $TestDrive tour) -ItemType Directory
        Copy-Item $root/examples (Join-Path $workFolder examples) -Recurse
        $tour = $tour.Replace('./out/WanVideo', "'$ModulePath'")
        $output = Invoke-Process "Set-Location '$workFolder'; `$ErrorActionPreference = 'SilentlyContinue'; $tour"

        (Get-ChildItem $workFolder/out -Filter *.mp4).Count | Should -Be 19
        "$output" | Should -BeLike '*too-long: -Duration is 16*'
        "$output" | Should -BeLike "*cowboy-ratio: -AspectRatio is '21:9'*"
    }
}

Describe 'docs/tour.svg' {
    BeforeAll {
        # The commands of the image: each is a group of lines, the first with the prompt.
        function Get-ImageCommand([Parameter(Mandatory)] [string] $Path) {
            $image = [Xml.XmlDocument]::new()
            $image.PreserveWhitespace = $true
            $image.Load($Path)
            $names = [Xml.XmlNamespaceManager]::new($image.NameTable)
            $names.AddNamespace('svg', 'http://www.w3.org/2000/svg')
            foreach ($command in $image.SelectNodes('//svg:g[@class="command"]', $names)) {
                ($command.SelectNodes('svg:text', $names) | ForEach-Object InnerText) -join '' -creplace '^PS> '
            }
        }

        $tour = [regex]::Match((Get-Content $root/README.md -Raw), '(?s)## A tour in ten lines\s+```powershell\r?\n(.*?)```').Groups[1].Value.TrimEnd() -split '\r?\n'
    }

    It 'has exactly the commands of the README''s tour' {
        Get-ImageCommand (Resolve-Path $root/docs/tour.svg) | Should -BeExactly $tour -Because 'build.ps1 Docs generates it'
    }

    It 'is placed below them' {
        "$root/README.md" | Should -FileContentMatchMultiline 'Disconnect-WanVideo\r?\n```\r?\n\r?\n!\[[^\]]+\]\(docs/tour\.svg\)'
    }

    It 'is generated from a session, including its errors' {
        $path = Join-Path $TestDrive tour.svg
        & $root/docs/Update-Tour.ps1 -Path $path -ModulePath $ModulePath
        Get-ImageCommand $path | Should -BeExactly $tour
        $path | Should -FileContentMatch 'too-long: -Duration is 16'
        $path | Should -FileContentMatch 'billed as 15 s'
        $path | Should -Not -FileContentMatch ([char]27)
    }
}

Describe 'The quick start' {
    It 'runs' {
        $output = Invoke-PowerShell -NoProfile -NonInteractive -File $root/examples/quickstart.ps1 -Path $TestDrive -ModulePath $ModulePath
        "$output" | Should -BeLike '*1. Connect*2. Create*3. Wait*4. Save*.mp4*'
    }
}
