package org.bailiwick.policy.application;

import java.util.List;
import java.util.Set;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.Entity;

/** The applications of the policies that a decision point has in force. */
public final class LoadedApplications implements ApplicationDecisions {

  private final CedarDecisionPoint decisions;

  public LoadedApplications(CedarDecisionPoint decisions) {
    this.decisions = decisions;
  }

  @Override
  public Decision decide(ApplicationQuestion question) {
    return decisions.decide(
        new CedarDecisionPoint.ApplicationAction(question.application(), question.action()),
        question.subject(),
        question.resource(),
        question.context());
  }

  @Override
  public Set<String> applications() {
    return decisions.applications().keySet();
  }

  @Override
  public Set<String> actions(String application) {
    return vocabulary(application).actions().keySet();
  }

  @Override
  public Set<String> contextOf(String application, String action) {
    return vocabulary(application).actions().getOrDefault(action, Set.of());
  }

  @Override
  public Set<String> types(String application) {
    return vocabulary(application).entities().keySet();
  }

  @Override
  public List<Entity> entities(String application, String type) {
    return vocabulary(application).entities().getOrDefault(type, List.of());
  }

  @Override
  public String policyVersion() {
    return decisions.policyVersion();
  }

  private CedarDecisionPoint.Vocabulary vocabulary(String application) {
    return decisions.applications().getOrDefault(application, CedarDecisionPoint.Vocabulary.NONE);
  }
}
