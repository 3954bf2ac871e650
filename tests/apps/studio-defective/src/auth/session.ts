export interface User {
  id: string;
  email: string;
}

export async function signIn(email: string, password: string): Promise<User> {
  const response = await fetch("/api/session", { method: "POST", body: JSON.stringify({ email, password }) });
  return response.json();
}
