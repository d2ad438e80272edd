package org.bailiwick.master.texts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.master.texts.CallTexts.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallTextsTest {

  private final List<String> begun = new ArrayList<>();
  private final CallTexts texts = new CallTexts(100);

  private Need enter(String caller, String name, long length) {
    Need need = new Need(SpiffeId.parse("spiffe://" + caller), length);
    texts.enter(need, () -> begun.add(name));
    return need;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.example/agent/x", "a.example/agent/y"})
  void threat55TheCallersOfOneDomainHaveHalfOfTheLengthTogether(String caller) {
    Need first = enter("a.example/agent/x", "a1", 40);
    enter(caller, "a2", 20);
    enter("b.example/agent/z", "b1", 50);
    assertThat(begun).containsExactly("a1", "b1");
    texts.leave(first);
    assertThat(begun).containsExactly("a1", "b1", "a2");
  }

  @Test
  void aCallThatIsLongerThanItsShareRunsAlone() {
    Need longest = enter("a.example/agent/x", "long", 1000);
    enter("a.example/agent/x", "short", 1);
    assertThat(begun).containsExactly("long");
    texts.leave(longest);
    assertThat(begun).containsExactly("long", "short");
  }

  @Test
  void callersTakeTurnsAndALongCallIsNotOvertaken() {
    Need a = enter("a.example/agent/x", "a1", 50);
    Need b = enter("b.example/agent/x", "b1", 50);
    enter("c.example/agent/x", "c1", 40);
    enter("d.example/agent/x", "d1", 20);
    enter("c.example/agent/x", "c2", 1);
    assertThat(begun).containsExactly("a1", "b1");
    texts.leave(a);
    assertThat(begun).containsExactly("a1", "b1", "c1");
    texts.leave(b);
    assertThat(begun).containsExactly("a1", "b1", "c1", "d1", "c2");
  }
}
