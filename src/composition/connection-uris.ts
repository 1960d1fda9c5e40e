/** A PostgreSQL server as clients are told of it. */
export interface Server {
  readonly port: number;
  readonly database: string;
  readonly username: string;
  readonly password: string;
  readonly sslmode: 'require' | 'verify-full';
}

/** For one host, or for several of which clients take any, a standby where there is one. */
export interface Uris {
  /** libpq's; several hosts need libpq 16. Source: PostgreSQL documentation, "Connection URIs". */
  readonly uri: string;
  /** pgJDBC's. Source: its documentation, "Connecting to the Database". */
  readonly jdbcUri: string;
}

export function primaryUris(server: Server, host: string): Uris {
  return urisOf(server, [host], '', '');
}

/** `hosts` with the primary last. */
export function readUris(server: Server, hosts: readonly string[]): Uris {
  return urisOf(
    server,
    hosts,
    '&load_balance_hosts=random&target_session_attrs=prefer-standby',
    '&loadBalanceHosts=true&targetServerType=preferSecondary',
  );
}

function urisOf(server: Server, hosts: readonly string[], options: string, jdbcOptions: string): Uris {
  const username = encode(server.username);
  const password = encode(server.password);
  const place = `${hosts.map((host) => `${host}:${server.port}`).join(',')}/${encode(server.database)}`;
  const ssl = `sslmode=${server.sslmode}`;
  return {
    uri: `postgresql://${username}:${password}@${place}?${ssl}${options}`,
    jdbcUri: `jdbc:postgresql://${place}?user=${username}&password=${password}&${ssl}${jdbcOptions}`,
  };
}

/** RFC 3986: everything but unreserved characters. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
