package org.bailiwick.command.campus.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalLineTest {
  /** As FreeRADIUS 3.2.7 has written it. */
  static final String LINE =
      String.join(
          "\t",
          "session/1",
          "1796102454",
          "hall-1",
          "127.0.0.1",
          "spiffe://bailiwick.example/device/camera",
          "34e95545c4375553de97b1f3450db69a323956c1",
          "9F:DE:19:D2:B8:DF:E5:DB:01:B6:A9:E3:FC:C0:F0:21:EC:FB:68:B2",
          "261203051852Z",
          "127.0.0.1",
          "",
          "7377226974096368",
          "7",
          "",
          "",
          "30322d41412d42422d43432d44442d4545",
          "73657373696f6e",
          "",
          "end");

  static AdmittedSession session(String from, String to) {
    return JournalLine.parse(LINE.replace(from, to)).orElseThrow();
  }

  @Test
  void readsWhatTheServerHasWritten() {
    AdmittedSession session = session("", "");
    assertThat(session.at()).isEqualTo("2026-12-01T05:20:54Z");
    assertThat(session.certificate().ends()).isEqualTo("2026-12-03T05:18:52Z");
    assertThat(session.client()).isEqualTo("hall-1");
    assertThat(session.name()).isEqualTo("spiffe://bailiwick.example/device/camera");
    assertThat(session.serial())
        .isEqualTo(new BigInteger("34e95545c4375553de97b1f3450db69a323956c1", 16));
    assertThat(session.certificate().issuerKey())
        .isEqualTo("9fde19d2b8dfe5db01b6a9e3fcc0f021ecfb68b2");
    assertThat(session.attributes())
        .hasToString(
            "[4=7f000001, 32=7377226974096368,"
                + " 1=7370696666653a2f2f6261696c697769636b2e6578616d706c652f6465766963652f63616d657261,"
                + " 31=30322d41412d42422d43432d44442d4545, 44=73657373696f6e]");
    assertThat(session.fewerAttributes().orElseThrow())
        .hasToString(
            "[4=7f000001, 32=7377226974096368, 31=30322d41412d42422d43432d44442d4545,"
                + " 44=73657373696f6e]");
  }

  @Test
  void readsYearsAfter2049AndIdentifiersOfOpenSsl1() {
    assertThat(session("261203051852Z", "20510101000000Z").certificate().ends())
        .isEqualTo(Instant.parse("2051-01-01T00:00:00Z"));
    assertThat(session("9F:DE", "keyid:9F:DE").certificate().issuerKey()).startsWith("9fde");
  }

  @Test
  void aMachineWithoutStationIsKnownByItsPortAndNameOnly() {
    AdmittedSession session = session("30322d41412d42422d43432d44442d4545\t73657373696f6e", "\t");
    assertThat(session.attributes().toString()).contains("5=00000007").contains("1=7370");
    assertThat(session.fewerAttributes()).isEmpty();
    assertThat(session.place()).contains("spiffe://bailiwick.example/device/camera");
  }

  @Test
  void aStationThatHasGoneToAnotherPortIsAtOnePlace() {
    String place = session("", "").place();
    assertThat(session("\t7\t", "\t8\t").place()).isEqualTo(place);
    assertThat(session("hall-1", "hall-2").place()).isNotEqualTo(place);
    assertThat(session("30322d41", "30322d42").place()).isNotEqualTo(place);
  }

  @Test
  void findsTheLineAfterHalfOfAnother() {
    assertThat(JournalLine.parse(LINE.substring(0, 60) + LINE))
        .hasValueSatisfying(each -> assertThat(each.id()).isEqualTo(session("", "").id()));
  }

  @ParameterizedTest
  @CsvSource({
    "session/1, session/2",
    "1796102454, soon",
    "127.0.0.1, switch.example",
    "127.0.0.1, ::1",
    "34e95545c4375553de97b1f3450db69a323956c1, x",
    "261203051852Z, never",
    "261203051852Z, ''",
    "7377226974096368, 737",
    "hall-1, 'hall\t1'",
    "end, en"
  })
  void refusesWhatIsMalformed(String from, String to) {
    assertThat(JournalLine.parse(LINE.replace(from, to))).isEmpty();
  }
}
