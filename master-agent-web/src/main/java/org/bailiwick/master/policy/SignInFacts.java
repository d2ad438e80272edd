package org.bailiwick.master.policy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.master.identityprovider.UserAuthentication;
import org.bailiwick.node.decision.Question;
import org.bailiwick.policy.Decision;

/**
 * When and how the person who calls has signed in, in the vocabulary of {@code docs/policy.md}.
 *
 * @param age seconds since the sign-in
 */
record SignInFacts(Optional<String> acr, Optional<Long> age) {

  /**
   * The question of a person, with what is known of the sign-in. A policy that asks for what is not
   * known denies, and the person may sign in again.
   */
  static Question of(Question question, UserAuthentication authentication, Instant now) {
    SignInFacts facts = new SignInFacts(authentication.acr(), authentication.age(now));
    Map<String, Object> context = new LinkedHashMap<>();
    facts.acr().ifPresent(level -> context.put("acr", level));
    facts.age().ifPresent(seconds -> context.put("authentication_age", seconds));
    return question.ofPerson(context, stepUp -> !facts.meet(stepUp));
  }

  /**
   * Whether the sign-in is already as asked for. Then a policy denies whose condition is another
   * than its annotations say, and a client would sign in again and again.
   */
  private boolean meet(Decision.StepUp stepUp) {
    return (stepUp.acrValues().isEmpty() || acr.filter(stepUp.acrValues()::contains).isPresent())
        && (stepUp.maxAge().isEmpty()
            || age.filter(seconds -> seconds <= stepUp.maxAge().get()).isPresent());
  }
}
