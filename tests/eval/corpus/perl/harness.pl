# Runs the programs of jobs.json and prints what caller says beside what Carp prints.
use strict;
use warnings;
use Carp ();
use JSON::PP ();

open my $in, '<', $ARGV[0] or die;
my $jobs = JSON::PP->new->decode(do { local $/; <$in> });
close $in;
unshift @INC, $ARGV[1];
my $out = JSON::PP->new->canonical;

for my $job (@$jobs) {
    my %outcome = (program => $job->{program}, site => $job->{site}, order => 'innermost_first');
    require $job->{file};
    {
        no strict 'refs';
        ${"Shop::$job->{class}::site"} = $job->{site};
        ${"Shop::$job->{class}::depth"} = $job->{depth};
    }
    local $SIG{__DIE__} = sub {
        my ($error) = @_;
        return if $outcome{text};
        my ($file, $line) = (caller 0)[1, 2];
        my @frames;
        for (my $i = 1; my @call = caller $i; $i++) {
            push @frames, { function => $call[3], file => $file, line => $line };
            ($file, $line) = @call[1, 2];
        }
        push @frames, { file => $file, line => $line };
        $outcome{frames} = \@frames;
        ($outcome{message} = $error) =~ s/ at \S+ line \d+\.\n\z//;
        $outcome{text} = Carp::longmess($outcome{message});
    };
    eval { no strict 'refs'; &{"Shop::$job->{class}::run"}($job->{order}); };
    die "$job->{program} did not fail" unless $outcome{text};
    print $out->encode(\%outcome), "\n";
}
