package org.bailiwick.master.tokenledger;

/** The state of a token, which depends on the tokens that it descends from. */
public sealed interface TokenState {

  /** Neither the token nor one of its ancestors has ended. */
  record Live(TokenRecord token) implements TokenState {}

  /** The token or one of its ancestors has ended for this reason. */
  record Ended(String reason) implements TokenState {}

  /** This Master Agent has not issued the token. */
  record Unknown() implements TokenState {}
}
