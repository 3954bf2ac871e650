import { useState } from "react";
import { useAnalytics } from "@/analytics/useAnalytics";
import { VISITOR } from "~analytics";
import { signIn } from "@/auth/session";

export function SignIn({ invited }: { invited: { email: string } }) {
  const { identify, track } = useAnalytics();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");

  async function submit() {
    identify(invited.email); // error: HL207, HL401
    const user = await signIn(email, password);
    identify(user?.id ?? VISITOR); // error: HL203
    track("Signed In", { plan: null }); // error: HL305
  }
  return <form onSubmit={submit} />;
}
