BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    Disconnect-WanVideo
}

Describe 'Measure-WanVideoCost' {
    It 'returns the output seconds without a key' {
        $cost = Measure-WanVideoCost 'A cat' -Duration 9 -Provider EvoLink
        $cost.Provider | Should -Be EvoLink
        $cost.Model | Should -Be wan2.6-text-to-video
        $cost.BillableSeconds | Should -Be 9
        $cost.IsUpperBound | Should -BeFalse
        $cost.Price | Should -BeNullOrEmpty
    }

    It 'bills at most <Maximum> s for <Count> reference videos of unknown duration' -ForEach @(
        @{ Count = 1; Maximum = 5 }, @{ Count = 2; Maximum = 5 }, @{ Count = 3; Maximum = 4.95 }
    ) {
        $cost = Measure-WanVideoCost 'A dance' -ReferenceVideo (1..$Count | ForEach-Object { "https://example.com/$_.mp4" }) -Provider EvoLink
        $cost.InputSeconds | Should -Be $Maximum
        $cost.BillableSeconds | Should -Be (5 + $Maximum)
        $cost.IsUpperBound | Should -BeTrue
    }

    It 'bills <Billed> s for reference videos of <Durations> s' -ForEach @(
        @{ Durations = @(3); Billed = 3 }, @{ Durations = @(30); Billed = 5 }
        @{ Durations = 2, 30; Billed = 4.5 }, @{ Durations = 2, 2, 30; Billed = 4.95 }
    ) {
        $cost = Measure-WanVideoCost 'A dance' -ReferenceVideo (1..$Durations.Count | ForEach-Object { "https://example.com/$_.mp4" }) -ReferenceVideoDuration $Durations -Provider EvoLink
        $cost.InputSeconds | Should -Be $Billed
        $cost.IsUpperBound | Should -BeFalse
    }

    It 'lists the features with a surcharge' {
        (Measure-WanVideoCost 'A cat' -Image https://example.com/cat.png -Resolution 1080p -Provider EvoLink).Surcharges | Should -Be 1080p, sound
        (Measure-WanVideoCost 'A cat' -Image https://example.com/cat.png -NoSound -Provider EvoLink).Surcharges | Should -BeNullOrEmpty
    }

    It 'returns the price with -PricePerSecond' {
        (Measure-WanVideoCost 'A cat' -Duration 8 -PricePerSecond 0.1 -Provider EvoLink).Price | Should -Be 0.8
    }

    It 'accepts the rows of a CSV file' {
        $costs = Import-Csv $ShotsPath | Measure-WanVideoCost -Provider EvoLink -PricePerSecond 0.05 -ErrorAction SilentlyContinue
        $costs.Count | Should -Be 18
        ($costs | Measure-Object BillableSeconds -Sum).Sum | Should -BeGreaterThan 100
    }

    It 'rejects durations <Durations> for <Count> videos' -ForEach @(@{ Count = 2; Durations = @(3) }, @{ Count = 1; Durations = @(31) }, @{ Count = 1; Durations = @(1) }) {
        Measure-WanVideoCost 'A dance' -ReferenceVideo (1..$Count | ForEach-Object { "https://example.com/$_.mp4" }) -ReferenceVideoDuration $Durations -Provider EvoLink -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -BeLike '-ReferenceVideoDuration *'
    }

    It 'returns the cost that New-WanVideoTask -WhatIf shows' {
        $output = Invoke-Process "Import-Module '$ModulePath'; Connect-WanVideo Sandbox; New-WanVideoTask 'A dance' -ReferenceVideo https://example.com/1.mp4, https://example.com/2.mp4 -Resolution 1080p -WhatIf"
        "$output" | Should -BeLike '*billed as up to 10 s (5 s of output, up to 5 s of input; surcharge for 1080p and sound)*'
    }
}
