package org.bailiwick.client.work;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentAnswersTest {
  private final RecentAnswers answers = new RecentAnswers();

  private void keep(String key, int letters) {
    answers.keep(key, new AnswerStore.Answer("digest", "x".repeat(letters)));
  }

  @Test
  void keepsTheFirstAnswerAndTheLatestThousand() {
    keep("first", 1);
    keep("first", 2);
    assertThat(answers.find("first").orElseThrow().output()).isEqualTo("x");
    for (int number = 0; number < 999; number++) {
      keep("k" + number, 1);
    }
    assertThat(answers.find("first")).isPresent();
    keep("one more", 1);
    assertThat(answers.find("first")).isEmpty();
    assertThat(answers.find("k0")).isPresent();
  }

  @Test
  void longAnswersCannotFillTheMemory() {
    int mebi = 1024 * 1024;
    for (int number = 0; number < 16; number++) {
      keep("k" + number, mebi);
    }
    assertThat(answers.find("k0")).isPresent();
    keep("k16", mebi);
    assertThat(answers.find("k0")).isEmpty();
    assertThat(answers.find("k1")).isPresent();
    keep("longest", 17 * mebi);
    assertThat(answers.find("k16")).isEmpty();
    assertThat(answers.find("longest")).isPresent();
    keep("short", 1);
    assertThat(answers.find("longest")).isEmpty();
    assertThat(answers.find("short")).isPresent();
  }
}
