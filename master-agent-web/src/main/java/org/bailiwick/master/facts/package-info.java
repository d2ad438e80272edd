/**
 * What the domain knows itself of those whom a decision is about. Doors: {@link
 * org.bailiwick.master.facts.DecisionFacts} for decisions, and {@link
 * org.bailiwick.master.facts.AgentKnowledge} for whoever tells others of agents.
 *
 * <p>Invariants: what is not known is absent, and never guessed; an asker's word never takes the
 * place of what the domain knows; everything but the roles of people comes from memory.
 */
package org.bailiwick.master.facts;
