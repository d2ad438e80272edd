package org.bailiwick.policy;

import java.util.Locale;

/**
 * The actions about which a decision can be asked: those of the schema of the default policies,
 * which a test compares with this list ({@code docs/decisions/0063-actions.md}). A caller thus
 * cannot misspell an action.
 */
public enum Action {
  ISSUE,
  ISSUE_JOIN_TOKEN,
  REVOKE,
  CANCEL_REVOCATION,
  RELEASE_IDENTITY,
  RELEASE_BINDING,
  APPROVE_REVOCATION,
  DECIDE_ENROLMENT,
  REPORT_KEY,
  TRANSFER_NAME,
  READ_AUDIT,
  READ_LIST,
  ACCEPT_AUDIT_GAP,
  ARCHIVE_RECORDS,
  ACTIVATE_HSM,
  READ_CREDENTIAL,
  ISSUE_WIT,
  ISSUE_JWT_SVID,
  POLL_EVENTS,
  ISSUE_NODE_CERTIFICATE,
  REGISTER,
  WITHDRAW,
  READ_REGISTRY,
  DISCOVER,
  AUTHORIZE,
  ADMIT,
  PLAN,
  STEP,
  REPLACE_TOKEN,
  CHAIN,
  INTROSPECT_TOKEN,
  END_TOKEN,
  REPORT_LEASE,
  READ_JOB,
  CANCEL_JOB,
  READ_APPROVAL,
  DECIDE_APPROVAL,
  MANAGE_CALLER,
  ACTIVATE_POLICIES,
  FOLLOW_ENFORCEMENT,
  ASK_DECISION,
  REPORT_RISK,
  CONNECT,
  DESCRIBE,
  HEARTBEAT,
  QUARANTINE,
  FIND_AGENT,
  IDENTIFY,
  IMPORT_RECORDS,
  SUBSCRIBE_EVENTS,
  EXPORT_REGISTRY;

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The action's name in the schema, in policies and in audit events. */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return text;
  }
}
