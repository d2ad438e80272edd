package org.bailiwick.policy.application;

import java.util.List;
import java.util.Set;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.DecisionPort;
import org.bailiwick.policy.Entity;

/**
 * Decides about the actions of applications. It never throws, and denies what no policy permits;
 * the reasons of {@link DecisionPort} apply. What it is asked about may change between two calls,
 * when new policies come into force; nothing is known then of an application that has gone.
 */
public interface ApplicationDecisions {

  /** Decides; a subject or resource that is known from the application's file is merged with it. */
  Decision decide(ApplicationQuestion question);

  /** The names of the applications, in alphabetical order. */
  Set<String> applications();

  /** The names of the application's actions, in alphabetical order. */
  Set<String> actions(String application);

  /**
   * The names of the members that the context of an action can have, in alphabetical order; no
   * policy reads others.
   */
  Set<String> contextOf(String application, String action);

  /** The entity types of the application's own namespace, in alphabetical order. */
  Set<String> types(String application);

  /** The entities of this type that the application's file lists, by id. */
  List<Entity> entities(String application, String type);

  /** The version in force, in the form in which decisions name it. */
  String policyVersion();
}
