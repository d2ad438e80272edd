package org.bailiwick.policy.authzen;

/** Answers one question, and never throws. */
@FunctionalInterface
public interface Evaluator {
  EvaluationAnswer answer(Evaluation question);
}
