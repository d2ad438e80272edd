/**
 * The questions by which tokens were granted, kept so that they can be asked again while the tokens
 * live. Door: {@link org.bailiwick.master.grantedquestion.GrantedQuestions}.
 *
 * <p>Invariants: a question is stored in the commit of its token and never changes; it goes with
 * the token's row; it has what was asked, without what the node adds to each question at the moment
 * of the decision.
 */
package org.bailiwick.master.grantedquestion;
