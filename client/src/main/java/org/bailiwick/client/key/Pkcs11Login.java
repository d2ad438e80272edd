package org.bailiwick.client.key;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** A token to which the JDK's SunPKCS11 has logged in, once in a process. */
record Pkcs11Login(Provider provider, KeyStore store) {
  private static final Map<Path, Pkcs11Login> LOGINS = new ConcurrentHashMap<>();
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);
  private static final Pattern ATTRIBUTES = Pattern.compile("(?m)^\\s*attributes\\b");

  /** The attributes of a new key: it only signs and cannot be extracted (PKCS #11 section 4.9). */
  private static final String NEW_KEY =
      """

      attributes(generate, CKO_PRIVATE_KEY, *) = {
        CKA_TOKEN = true
        CKA_PRIVATE = true
        CKA_SENSITIVE = true
        CKA_EXTRACTABLE = false
        CKA_SIGN = true
        CKA_DECRYPT = false
        CKA_UNWRAP = false
        CKA_DERIVE = false
      }
      """;

  static Pkcs11Login at(Path configuration, Path pinFile) {
    return LOGINS.computeIfAbsent(configuration.toAbsolutePath(), file -> login(file, pinFile));
  }

  private static Pkcs11Login login(Path configuration, Path pinFile) {
    char[] pin = pin(pinFile);
    try {
      String text = Files.readString(configuration);
      if (ATTRIBUTES.matcher(text).find()) {
        throw Pkcs11Key.refused("The configuration must not set attributes of keys", null);
      }
      Provider provider = Security.getProvider("SunPKCS11").configure("--" + text + NEW_KEY);
      Security.addProvider(provider);
      KeyStore store = KeyStore.getInstance("PKCS11", provider);
      store.load(null, pin);
      return new Pkcs11Login(provider, store);
    } catch (IOException
        | GeneralSecurityException
        | ProviderException
        | InvalidParameterException e) {
      throw Pkcs11Key.refused("The token cannot be used with " + configuration, e);
    } finally {
      Arrays.fill(pin, '\0');
    }
  }

  private static char[] pin(Path file) {
    try {
      Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
      if (OTHERS.stream().anyMatch(rights::contains)) {
        throw Pkcs11Key.refused(file + " can be read or written by others", null);
      }
      return Files.readString(file, StandardCharsets.UTF_8).strip().toCharArray();
    } catch (IOException e) {
      throw Pkcs11Key.refused(file + " cannot be read", e);
    }
  }
}
