package org.bailiwick.master.transactiontoken;

import jakarta.json.Json;
import jakarta.json.JsonObject;

/**
 * How much a job may still be spread by exchanges of its tokens, signed in {@code rctx.budget}. The
 * time is that of the token itself, which is never longer than its parent's.
 *
 * @param hops the number of exchanges that may follow one another from this token on
 * @param exchanges the greatest number of exchanges of all tokens of the job together
 * @param fanOut the greatest number of tokens for which this one is exchanged
 */
public record Budget(int hops, int exchanges, int fanOut) {

  /** The claim of {@code rctx}. */
  static final String CLAIM = "budget";

  private static final String HOPS = "hops";
  private static final String EXCHANGES = "exchanges";
  private static final String FAN_OUT = "fan_out";

  /** The budget of a token for which one with this budget is exchanged. */
  Budget afterHop() {
    return new Budget(hops - 1, exchanges, fanOut);
  }

  JsonObject json() {
    return Json.createObjectBuilder()
        .add(HOPS, hops)
        .add(EXCHANGES, exchanges)
        .add(FAN_OUT, fanOut)
        .build();
  }

  static Budget of(JsonObject claim) {
    return new Budget(claim.getInt(HOPS), claim.getInt(EXCHANGES), claim.getInt(FAN_OUT));
  }
}
