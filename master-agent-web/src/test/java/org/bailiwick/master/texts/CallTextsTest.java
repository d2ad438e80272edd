package org.bailiwick.master.texts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bailiwick.master.texts.CallTexts.Need;
import org.junit.jupiter.api.Test;

class CallTextsTest {

  private final List<String> begun = new ArrayList<>();
  private final CallTexts texts = new CallTexts(100);

  private Need enter(String caller, String name, long length) {
    Need need = new Need(caller, length);
    texts.enter(need, () -> begun.add(name));
    return need;
  }

  @Test
  void threat55OneCallersCallsHaveHalfOfTheLength() {
    Need first = enter("a", "a1", 40);
    enter("a", "a2", 20);
    enter("b", "b1", 50);
    assertThat(begun).containsExactly("a1", "b1");
    texts.leave(first);
    assertThat(begun).containsExactly("a1", "b1", "a2");
  }

  @Test
  void aCallThatIsLongerThanItsShareRunsAlone() {
    Need longest = enter("a", "long", 1000);
    enter("a", "short", 1);
    assertThat(begun).containsExactly("long");
    texts.leave(longest);
    assertThat(begun).containsExactly("long", "short");
  }

  @Test
  void callersTakeTurnsAndALongCallIsNotOvertaken() {
    Need a = enter("a", "a1", 50);
    Need b = enter("b", "b1", 50);
    enter("c", "c1", 40);
    enter("d", "d1", 20);
    enter("c", "c2", 1);
    assertThat(begun).containsExactly("a1", "b1");
    texts.leave(a);
    assertThat(begun).containsExactly("a1", "b1", "c1");
    texts.leave(b);
    assertThat(begun).containsExactly("a1", "b1", "c1", "d1", "c2");
  }
}
