package org.bailiwick.client.work;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers in memory, the latest 1,000: for work without effects, which may as well be done again.
 */
public final class RecentAnswers implements AnswerStore {
  private static final int LIMIT = 1000;

  private final Map<String, Answer> answers = new LinkedHashMap<>();

  @Override
  public synchronized Optional<Answer> find(String idempotencyKey) {
    return Optional.ofNullable(answers.get(idempotencyKey));
  }

  @Override
  public synchronized void keep(String idempotencyKey, Answer answer) {
    answers.putIfAbsent(idempotencyKey, answer);
    if (answers.size() > LIMIT) {
      answers.remove(answers.keySet().iterator().next());
    }
  }
}
