package org.bailiwick.broker.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.time.Duration;
import org.bailiwick.broker.outbound.BackEndFault;

/**
 * What a failed request means, by its result code (RFC 4511 appendix A). The diagnostic message may
 * quote data and is not passed on, nor is the exception that has it.
 */
public final class LdapFault {
  private static final Duration SOON = Duration.ofSeconds(1);

  private LdapFault() {}

  /** The fault of a request that was sent. */
  public static BackEndFault of(LDAPException failure, Cutoff cutoff) {
    ResultCode code = failure.getResultCode();
    if (cutoff.isOver() || ResultCode.TIMEOUT.equals(code)) {
      return BackEndFault.perhapsDone("answer-timeout", null);
    }
    return code.isClientSideResultCode()
        ? BackEndFault.perhapsDone("connection-lost", null)
        : of(code.intValue());
  }

  private static BackEndFault of(int code) {
    return switch (code) {
      case ResultCode.BUSY_INT_VALUE, ResultCode.UNAVAILABLE_INT_VALUE ->
          BackEndFault.busy("back-end-busy", SOON);
      case ResultCode.NO_SUCH_OBJECT_INT_VALUE -> BackEndFault.refused("not-found", null);
      case ResultCode.ENTRY_ALREADY_EXISTS_INT_VALUE,
          ResultCode.ATTRIBUTE_OR_VALUE_EXISTS_INT_VALUE,
          ResultCode.NO_SUCH_ATTRIBUTE_INT_VALUE ->
          BackEndFault.refused("conflict", null);
      case ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE ->
          BackEndFault.refused("not-permitted", null);
      case ResultCode.SIZE_LIMIT_EXCEEDED_INT_VALUE, ResultCode.ADMIN_LIMIT_EXCEEDED_INT_VALUE ->
          BackEndFault.refused("output-too-large", null);
      case ResultCode.TIME_LIMIT_EXCEEDED_INT_VALUE ->
          BackEndFault.refused("back-end-time-limit", null);
      case ResultCode.REFERRAL_INT_VALUE -> BackEndFault.refused("redirected", null);
      case ResultCode.UNDEFINED_ATTRIBUTE_TYPE_INT_VALUE,
          ResultCode.CONSTRAINT_VIOLATION_INT_VALUE,
          ResultCode.INVALID_ATTRIBUTE_SYNTAX_INT_VALUE,
          ResultCode.INVALID_DN_SYNTAX_INT_VALUE,
          ResultCode.NAMING_VIOLATION_INT_VALUE,
          ResultCode.OBJECT_CLASS_VIOLATION_INT_VALUE ->
          BackEndFault.refused("input-rejected", null);
      case ResultCode.OTHER_INT_VALUE, ResultCode.OPERATIONS_ERROR_INT_VALUE ->
          BackEndFault.perhapsDone("back-end-failed", null);
      default -> BackEndFault.refused("request-rejected", null);
    };
  }
}
