package org.bailiwick.node.hsm.login;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the slot of a token by the token's label and serial number (C_GetTokenInfo, PKCS#11 2.40
 * section 5.5). SunPKCS11 takes slots by number only, and its access to the module is closed to
 * applications unless Java is started with {@code --add-exports}.
 */
final class TokenSlots {

  private static final String WRAPPER = "sun.security.pkcs11.wrapper.";

  /** CKF_OS_LOCKING_OK, as SunPKCS11 sets it; the first opening counts for the whole process. */
  private static final long OS_LOCKING_OK = 2;

  private TokenSlots() {}

  /** The label, without the blanks at its end, and the serial number that identify a token. */
  record TokenId(Optional<String> label, Optional<String> serial) {

    boolean isNone() {
      return label.isEmpty() && serial.isEmpty();
    }

    private boolean is(String ofLabel, String ofSerial) {
      return label.map(ofLabel::equals).orElse(true) && serial.map(ofSerial::equals).orElse(true);
    }

    @Override
    public String toString() {
      return "label "
          + label.map(text -> '\'' + text + '\'').orElse("any")
          + ", serial number "
          + serial.map(text -> '\'' + text + '\'').orElse("any");
    }
  }

  /**
   * The number of the one slot that holds the token now.
   *
   * @throws TokenFailure SESSION_LOST when there is not exactly one, or the module cannot be asked
   */
  static long find(String library, TokenId tokenId) throws TokenFailure {
    try {
      Object module = module(library);
      List<Long> found = new ArrayList<>();
      for (long slot : slots(module)) {
        if (isIn(module, slot, tokenId)) {
          found.add(slot);
        }
      }
      return single(found, tokenId);
    } catch (InvocationTargetException e) {
      throw lost("the module " + library + " did not list its tokens: " + e.getCause());
    } catch (ReflectiveOperationException e) {
      throw lost(
          "this Java finds tokens by slot number only; start it with"
              + " --add-exports=jdk.crypto.cryptoki/sun.security.pkcs11.wrapper=ALL-UNNAMED, or"
              + " write 'slot = …' (docs/hsm.md)");
    }
  }

  private static boolean isIn(Object module, long slot, TokenId tokenId)
      throws ReflectiveOperationException {
    try {
      Object token = module.getClass().getMethod("C_GetTokenInfo", long.class).invoke(module, slot);
      return tokenId.is(text(token, "label"), text(token, "serialNumber"));
    } catch (InvocationTargetException notReadable) {
      return false; // an empty slot or a token that cannot be read
    }
  }

  private static long single(List<Long> found, TokenId tokenId) throws TokenFailure {
    if (found.size() == 1) {
      return found.getFirst();
    }
    throw lost(
        found.isEmpty()
            ? "no token has " + tokenId
            : "%d tokens have %s, in slots %s: name the right one by tokenSerial"
                .formatted(found.size(), tokenId, found));
  }

  private static Object module(String library) throws ReflectiveOperationException {
    Class<?> arguments = Class.forName(WRAPPER + "CK_C_INITIALIZE_ARGS");
    Object locking = arguments.getConstructor().newInstance();
    arguments.getField("flags").setLong(locking, OS_LOCKING_OK);
    return Class.forName(WRAPPER + "PKCS11")
        .getMethod("getInstance", String.class, String.class, arguments, boolean.class)
        .invoke(null, library, null, locking, false);
  }

  private static long[] slots(Object module) throws ReflectiveOperationException {
    return (long[])
        module.getClass().getMethod("C_GetSlotList", boolean.class).invoke(module, true);
  }

  /** Padded with blanks to its length (PKCS#11 2.40 section 3.2), by some modules with NUL. */
  private static String text(Object token, String field) throws ReflectiveOperationException {
    char[] padded = (char[]) token.getClass().getField(field).get(token);
    return new String(padded).replace('\0', ' ').stripTrailing();
  }

  private static TokenFailure lost(String reason) {
    return new TokenFailure(TokenFailure.Kind.SESSION_LOST, reason);
  }
}
