package org.bailiwick.client.work;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the latest 1,000 answers in memory, or fewer if they are long. Use it only for work that
 * may be done twice.
 */
public final class RecentAnswers implements AnswerStore {
  private static final int LIMIT = 1000;

  /** Bound on the characters of all answers together; the newest is kept, whatever its length. */
  private static final long MAX_CHARACTERS = 16L * 1024 * 1024;

  private final Map<String, Answer> answers = new LinkedHashMap<>();
  private long characters;

  @Override
  public synchronized Optional<Answer> find(String idempotencyKey) {
    return Optional.ofNullable(answers.get(idempotencyKey));
  }

  @Override
  public synchronized void keep(String idempotencyKey, Answer answer) {
    if (answers.putIfAbsent(idempotencyKey, answer) == null) {
      characters += answer.output().length();
    }
    while (answers.size() > LIMIT || (characters > MAX_CHARACTERS && answers.size() > 1)) {
      characters -= answers.remove(answers.keySet().iterator().next()).output().length();
    }
  }
}
