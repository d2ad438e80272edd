package org.bailiwick.master.tokenledger;

/** The state of a token, which depends on the tokens that it descends from. */
public sealed interface TokenState {

  /** Neither it nor a token that it descends from has been ended. */
  record Live(TokenRecord token) implements TokenState {}

  /** It, or a token that it descends from, was ended for this reason. */
  record Ended(String reason) implements TokenState {}

  /** This Master Agent has not issued it. */
  record Unknown() implements TokenState {}
}
