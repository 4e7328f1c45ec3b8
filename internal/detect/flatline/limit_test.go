package flatline_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

func discovered(name string) flatline.Key {
	return flatline.Key{Definition: -1, Service: "shop", Environment: "prod", Signal: flatline.SignalSpan, Name: name}
}

func TestDetector_AMillionKeysLeaveRoomForDeclaredStreams(t *testing.T) {
	d, err := flatline.New(flatline.Settings{MaxStreams: 1000, Discover: flatline.Discover{MaxStreams: 1000},
		Declared: []flatline.Declared{{Name: "signups", MaxSplits: 20}, {Name: "orders", MaxSplits: 9}}})
	require.NoError(t, err)
	const keys, kept = 1_000_000, 1000 - 21 - 10
	given := 0
	for i := range keys {
		if d.Stream(discovered("server GET /"+strconv.Itoa(i)), monday) != 0 {
			given++
		}
	}
	require.Equal(t, kept, given)
	require.Equal(t, uint64(keys-kept), d.Stats().Overflow)
	for i := range 30 {
		id := d.Stream(flatline.Key{Definition: 0, Service: "shop", Environment: "prod", Name: strconv.Itoa(i)}, monday)
		require.Equal(t, i < 21, id != 0, i)
	}
	for i := range 30 {
		id := d.Stream(flatline.Key{Definition: 1, Service: "shop", Environment: "prod", Name: strconv.Itoa(i)}, monday)
		require.Equal(t, i < 10, id != 0, i)
	}
	require.Equal(t, 1000, d.Stats().Streams)
	require.Equal(t, 31, d.Stats().Declared)
	require.NotZero(t, d.Stream(discovered("server GET /1"), monday), "what is known stays known")
}

func TestDetector_StaleStreamsMakeRoom(t *testing.T) {
	d, err := flatline.New(flatline.Settings{MaxStreams: 2, Discover: flatline.Discover{MaxStreams: 2}})
	require.NoError(t, err)
	sender := d.Sender(shop("a", ""), monday)
	gone, kept := d.Stream(discovered("gone"), monday), d.Stream(discovered("kept"), monday)
	d.Observe(flatline.Observation{Stream: gone, Sender: sender, At: monday, Received: monday, Count: 1})
	for day := range 20 {
		at := monday.AddDate(0, 0, day)
		require.Zero(t, d.Stream(discovered("new"), at))
		if day == 13 {
			break
		}
		d.Observe(flatline.Observation{Stream: kept, Sender: sender, At: at, Received: at, Count: 1})
	}
	at := monday.AddDate(0, 0, 15)
	require.NotZero(t, d.Stream(discovered("new"), at))
	require.Zero(t, d.Stream(discovered("newer"), at.Add(time.Hour)), "the other is not stale")
	require.Equal(t, kept, d.Stream(discovered("kept"), at))
}

func TestDetector_MoreSendersThanThereIsRoomForShareOneAndKeepTheServiceAlive(t *testing.T) {
	d, err := flatline.New(flatline.Settings{MaxSenders: 100})
	require.NoError(t, err)
	ids := map[flatline.SenderID]bool{}
	for i := range 100_000 {
		ids[d.Sender(shop(strconv.Itoa(i), "1.0"), monday)] = true
	}
	require.Len(t, ids, 101)
	require.False(t, ids[0])
	require.Equal(t, 100, d.Stats().Senders)
	require.Equal(t, uint64(99_900), d.Stats().SenderOverflow)
}

func TestDetector_SaysWhichDeclaredStreamsNeverMatched(t *testing.T) {
	d, err := flatline.New(declared(0.1))
	require.NoError(t, err)
	all := d.Streams()
	require.Len(t, all, 1)
	require.Equal(t, "signups", all[0].Stream)
	require.Zero(t, all[0].LastEvent)
	require.Equal(t, "learning", all[0].State)
}

func TestNew_NamesWhatIsWrong(t *testing.T) {
	_, err := flatline.New(flatline.Settings{Declared: []flatline.Declared{{Name: "signups", Reference: "attempts", Budget: -1}}})
	require.EqualError(t, err, "stream \"signups\": reference \"attempts\" is not another declared stream\nstream \"signups\": budget has to be above 0")
}

func TestDetector_IDsOfNobodyAndTimesOfNowhenAreHarmless(t *testing.T) {
	d, err := flatline.New(declared(0.1))
	require.NoError(t, err)
	d.Hear(flatline.Heard{Sender: 7, Received: monday})
	d.Hear(flatline.Heard{Received: time.Time{}})
	id := d.Stream(flatline.Key{Definition: 0, Service: "shop"}, monday)
	for _, at := range []time.Time{{}, time.Unix(-1e12, 0), time.Unix(1e13, 0), monday} {
		for _, count := range []float64{-1, 0, 1} {
			d.Observe(flatline.Observation{Stream: id, Sender: 99, At: at, Received: monday, Count: count})
			d.Observe(flatline.Observation{Stream: 99, At: at, Received: at, Count: count})
		}
		d.Advance(at)
	}
	require.Zero(t, d.Stream(flatline.Key{Definition: 3}, monday))
	require.Equal(t, 4., d.Streams()[0].Events)
}
