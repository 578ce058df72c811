BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    Disconnect-WanVideo
}

Describe 'Measure-WanVideoTask' {
    It 'counts the seconds of output, without a key' {
        $cost = Measure-WanVideoTask 'A cat' -Duration 9 -Provider EvoLink
        $cost.Provider | Should -Be EvoLink
        $cost.Model | Should -Be wan2.6-text-to-video
        $cost.BillableSeconds | Should -Be 9
        $cost.IsUpperBound | Should -BeFalse
        $cost.Price | Should -BeNullOrEmpty
    }

    It 'counts of <Count> reference videos <Most> s at most, their lengths not being known' -ForEach @(
        @{ Count = 1; Most = 5 }, @{ Count = 2; Most = 5 }, @{ Count = 3; Most = 4.95 }
    ) {
        $cost = Measure-WanVideoTask 'A dance' -ReferenceVideoUrl (1..$Count | ForEach-Object { "https://example.com/$_.mp4" }) -Provider EvoLink
        $cost.InputSeconds | Should -Be $Most
        $cost.BillableSeconds | Should -Be (5 + $Most)
        $cost.IsUpperBound | Should -BeTrue
    }

    It 'counts of reference videos of <Lengths> s exactly <Counted> s' -ForEach @(
        @{ Lengths = @(3); Counted = 3 }, @{ Lengths = @(30); Counted = 5 }
        @{ Lengths = 2, 30; Counted = 4.5 }, @{ Lengths = 2, 2, 30; Counted = 4.95 }
    ) {
        $cost = Measure-WanVideoTask 'A dance' -ReferenceVideoUrl (1..$Lengths.Count | ForEach-Object { "https://example.com/$_.mp4" }) -ReferenceVideoDuration $Lengths -Provider EvoLink
        $cost.InputSeconds | Should -Be $Counted
        $cost.IsUpperBound | Should -BeFalse
    }

    It 'names the features with a surcharge' {
        (Measure-WanVideoTask 'A cat' -ImageUrl https://example.com/cat.png -Resolution 1080p -Provider EvoLink).Surcharges | Should -Be 1080p, sound
        (Measure-WanVideoTask 'A cat' -ImageUrl https://example.com/cat.png -NoAudio -Provider EvoLink).Surcharges | Should -BeNullOrEmpty
    }

    It 'says it in money with -PricePerSecond' {
        (Measure-WanVideoTask 'A cat' -Duration 8 -PricePerSecond 0.1 -Provider EvoLink).Price | Should -Be 0.8
    }

    It 'adds up a whole CSV' {
        $costs = Import-Csv $ShotsPath | Measure-WanVideoTask -Provider EvoLink -PricePerSecond 0.05 -ErrorAction SilentlyContinue
        $costs.Count | Should -Be 18
        ($costs | Measure-Object BillableSeconds -Sum).Sum | Should -BeGreaterThan 100
    }

    It 'refuses <Lengths> for <Count> videos' -ForEach @(@{ Count = 2; Lengths = @(3) }, @{ Count = 1; Lengths = @(31) }, @{ Count = 1; Lengths = @(1) }) {
        Measure-WanVideoTask 'A dance' -ReferenceVideoUrl (1..$Count | ForEach-Object { "https://example.com/$_.mp4" }) -ReferenceVideoDuration $Lengths -Provider EvoLink -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -BeLike '-ReferenceVideoDuration *'
    }

    It 'is what New-WanVideoTask -WhatIf says' {
        $said = Invoke-Process "Import-Module '$ModulePath'; Connect-WanVideo Sandbox; New-WanVideoTask 'A dance' -ReferenceVideoUrl https://example.com/1.mp4, https://example.com/2.mp4 -Resolution 1080p -WhatIf"
        "$said" | Should -BeLike '*billed as up to 10 s (5 s of output, up to 5 s of input; surcharge for 1080p and sound)*'
    }
}
