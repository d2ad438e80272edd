package org.bailiwick.enforcement.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.bailiwick.enforcement.report.DenialBook.Denied;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.Test;

/** What is kept for the next report: threats 59 (CRLF) and 67. */
class DenialBookTest {
  private final DenialBook book = new DenialBook(TestClock.atPresent());

  private static Denied denial(String resource) {
    return new Denied("shop", "unknown", "GET", resource, "no-policy-permits");
  }

  @Test
  void equalDenialsAreOneWithANumber() {
    book.denied(denial("/a"));
    book.denied(denial("/a"));
    book.denied(denial("/b"));
    assertThat(book.take().denials()).extracting(DenialBook.Counted::count).containsExactly(2L, 1L);
    assertThat(book.take().isEmpty()).isTrue();
  }

  @Test
  void whatHasNoRoomIsCounted() {
    IntStream.range(0, DenialBook.MOST + 7).forEach(i -> book.denied(denial("/" + i)));
    DenialBook.Batch batch = book.take();
    assertThat(batch.denials()).hasSize(DenialBook.MOST);
    assertThat(batch.dropped()).isEqualTo(7);
    assertThat(book.dropped()).isEqualTo(7);
  }

  @Test
  void aReportThatWasNotTakenIsSentWithTheNextOne() {
    book.denied(denial("/a"));
    DenialBook.Batch lost = book.take();
    book.denied(denial("/a"));
    book.putBack(lost);
    assertThat(book.take().denials()).extracting(DenialBook.Counted::count).containsExactly(2L);
  }

  @Test
  void textsOfOthersLoseWhatIsNoPlainText() {
    Denied denied = denial("/a\r\nb\u00e9" + "x".repeat(5000));
    assertThat(denied.resource()).startsWith("/a??b?x").hasSize(500);
    assertThat(denial("").resource()).isEqualTo("?");
  }

  @Test
  void namesOfNoApplicationAreOneInTheMetrics() {
    IntStream.range(0, 1000).forEach(i -> book.decided("a" + i, false));
    book.decided("A\"b", true);
    assertThat(book.decisions()).hasSizeLessThan(300).containsKey("others permit");
  }
}
